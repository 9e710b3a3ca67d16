/* Queue x crash x the peer's answer, for spin: two deliveries that share transactions, a store whose
 * answer may be lost, a courier, a peer whose answer may be lost, kills at every step, orderly stops,
 * facts that overtake, a lifetime that ends. Checked for every order of every step:
 *   - nothing is handed over that is not durably claimed, and nothing twice at once;
 *   - the peer gets a second copy only after an answer was lost or the process died with it in hand,
 *     and the ledger says so before (marked);
 *   - "sent" is written only of what the peer has; "failed" only of what was refused or too late;
 *   - no run stops before each delivery is durably sent, failed or cancelled, and none goes on for ever
 *     (kills, lost answers and refusals are finite in number; there is no cycle in the whole graph).
 * The lines of move() are the cells of src/engine/table.c; tests/model/compare proves that they are the
 * same set. */

#define N 2
/* How often each misfortune strikes at most. With ALONE there is one delivery, and more of them. */
#ifndef KILLS
#define KILLS 2
#endif
#ifndef TIMES
#define TIMES 2
#endif

mtype:life = { WAITING, CLAIMING, CANCELLING, SENDING, ARRIVED, RETURNED, GIVEN_UP, GONE };
mtype:hap = { DUE, OVERTAKEN, DURABLE, STOPPING, UNWRITTEN, ARRIVES, RETURNS, ENDS };
mtype:deed = { NEVER, IGNORE, CLAIM, CANCEL, SEND, GIVE_BACK, KEEP, PUT_BACK, REMOVE };
mtype:row = { PENDING, CLAIMED, SENT, FAILED, CANCELLED }; /* what the ledger says */
mtype:op = { NOTHING, OP_CLAIM, OP_CANCEL, OP_VERDICT };
mtype:txn = { NONE, ASKED, WRITTEN, REFUSED };
mtype:hand = { EMPTY, HANDED, TAKEN, ANSWERED };

/* In memory: lost in a crash. */
mtype:life life[N];
mtype:op op[N];          /* in the outstanding transaction */
mtype:txn txn;
mtype:hand hand[N];      /* the courier's; TAKEN: the peer has it and has not said so */
mtype:hap answer[N];     /* of the attempt that has ended, not yet told to the engine */
bit lost_answer[N];      /* it is ARRIVES for all we know, but nobody does: ambiguous */
bit stopping;

/* Durable. */
mtype:row row[N];
bit marked[N];           /* maybe_duplicate, or an attempt recorded as ambiguous */

/* The world. */
byte got[N];             /* copies that the peer has */
bit unsure[N];           /* an answer was lost, or we died, since the last copy */
bit overtaken[N], late[N], refused[N];
byte kills, stops, failures, temporary, losses, echoes;

hidden mtype:hap hap;
hidden mtype:deed deed;

inline move(i, what)
{
    hap = what;
    if
    :: life[i] == WAITING && hap == DUE -> life[i] = CLAIMING; deed = CLAIM
    :: life[i] == WAITING && hap == OVERTAKEN -> life[i] = CANCELLING; deed = CANCEL
    :: life[i] == WAITING && hap == DURABLE -> life[i] = WAITING; deed = NEVER
    :: life[i] == WAITING && hap == STOPPING -> life[i] = WAITING; deed = NEVER
    :: life[i] == WAITING && hap == UNWRITTEN -> life[i] = WAITING; deed = NEVER
    :: life[i] == WAITING && hap == ARRIVES -> life[i] = WAITING; deed = IGNORE
    :: life[i] == WAITING && hap == RETURNS -> life[i] = WAITING; deed = IGNORE
    :: life[i] == WAITING && hap == ENDS -> life[i] = WAITING; deed = IGNORE
    :: life[i] == CLAIMING && hap == DUE -> life[i] = CLAIMING; deed = NEVER
    :: life[i] == CLAIMING && hap == OVERTAKEN -> life[i] = CLAIMING; deed = NEVER
    :: life[i] == CLAIMING && hap == DURABLE -> life[i] = SENDING; deed = SEND
    :: life[i] == CLAIMING && hap == STOPPING -> life[i] = RETURNED; deed = GIVE_BACK
    :: life[i] == CLAIMING && hap == UNWRITTEN -> life[i] = WAITING; deed = PUT_BACK
    :: life[i] == CLAIMING && hap == ARRIVES -> life[i] = CLAIMING; deed = IGNORE
    :: life[i] == CLAIMING && hap == RETURNS -> life[i] = CLAIMING; deed = IGNORE
    :: life[i] == CLAIMING && hap == ENDS -> life[i] = CLAIMING; deed = IGNORE
    :: life[i] == CANCELLING && hap == DUE -> life[i] = CANCELLING; deed = NEVER
    :: life[i] == CANCELLING && hap == OVERTAKEN -> life[i] = CANCELLING; deed = NEVER
    :: life[i] == CANCELLING && hap == DURABLE -> life[i] = GONE; deed = REMOVE
    :: life[i] == CANCELLING && hap == STOPPING -> life[i] = GONE; deed = REMOVE
    :: life[i] == CANCELLING && hap == UNWRITTEN -> life[i] = WAITING; deed = PUT_BACK
    :: life[i] == CANCELLING && hap == ARRIVES -> life[i] = CANCELLING; deed = IGNORE
    :: life[i] == CANCELLING && hap == RETURNS -> life[i] = CANCELLING; deed = IGNORE
    :: life[i] == CANCELLING && hap == ENDS -> life[i] = CANCELLING; deed = IGNORE
    :: life[i] == SENDING && hap == DUE -> life[i] = SENDING; deed = NEVER
    :: life[i] == SENDING && hap == OVERTAKEN -> life[i] = SENDING; deed = NEVER
    :: life[i] == SENDING && hap == DURABLE -> life[i] = SENDING; deed = NEVER
    :: life[i] == SENDING && hap == STOPPING -> life[i] = SENDING; deed = NEVER
    :: life[i] == SENDING && hap == UNWRITTEN -> life[i] = SENDING; deed = NEVER
    :: life[i] == SENDING && hap == ARRIVES -> life[i] = ARRIVED; deed = KEEP
    :: life[i] == SENDING && hap == RETURNS -> life[i] = RETURNED; deed = KEEP
    :: life[i] == SENDING && hap == ENDS -> life[i] = GIVEN_UP; deed = KEEP
    :: life[i] == ARRIVED && hap == DUE -> life[i] = ARRIVED; deed = NEVER
    :: life[i] == ARRIVED && hap == OVERTAKEN -> life[i] = ARRIVED; deed = NEVER
    :: life[i] == ARRIVED && hap == DURABLE -> life[i] = GONE; deed = REMOVE
    :: life[i] == ARRIVED && hap == STOPPING -> life[i] = GONE; deed = REMOVE
    :: life[i] == ARRIVED && hap == UNWRITTEN -> life[i] = ARRIVED; deed = KEEP
    :: life[i] == ARRIVED && hap == ARRIVES -> life[i] = ARRIVED; deed = IGNORE
    :: life[i] == ARRIVED && hap == RETURNS -> life[i] = ARRIVED; deed = IGNORE
    :: life[i] == ARRIVED && hap == ENDS -> life[i] = ARRIVED; deed = IGNORE
    :: life[i] == RETURNED && hap == DUE -> life[i] = RETURNED; deed = NEVER
    :: life[i] == RETURNED && hap == OVERTAKEN -> life[i] = RETURNED; deed = NEVER
    :: life[i] == RETURNED && hap == DURABLE -> life[i] = WAITING; deed = PUT_BACK
    :: life[i] == RETURNED && hap == STOPPING -> life[i] = WAITING; deed = PUT_BACK
    :: life[i] == RETURNED && hap == UNWRITTEN -> life[i] = RETURNED; deed = KEEP
    :: life[i] == RETURNED && hap == ARRIVES -> life[i] = RETURNED; deed = IGNORE
    :: life[i] == RETURNED && hap == RETURNS -> life[i] = RETURNED; deed = IGNORE
    :: life[i] == RETURNED && hap == ENDS -> life[i] = RETURNED; deed = IGNORE
    :: life[i] == GIVEN_UP && hap == DUE -> life[i] = GIVEN_UP; deed = NEVER
    :: life[i] == GIVEN_UP && hap == OVERTAKEN -> life[i] = GIVEN_UP; deed = NEVER
    :: life[i] == GIVEN_UP && hap == DURABLE -> life[i] = GONE; deed = REMOVE
    :: life[i] == GIVEN_UP && hap == STOPPING -> life[i] = GONE; deed = REMOVE
    :: life[i] == GIVEN_UP && hap == UNWRITTEN -> life[i] = GIVEN_UP; deed = KEEP
    :: life[i] == GIVEN_UP && hap == ARRIVES -> life[i] = GIVEN_UP; deed = IGNORE
    :: life[i] == GIVEN_UP && hap == RETURNS -> life[i] = GIVEN_UP; deed = IGNORE
    :: life[i] == GIVEN_UP && hap == ENDS -> life[i] = GIVEN_UP; deed = IGNORE
    :: life[i] == GONE && hap == DUE -> life[i] = GONE; deed = NEVER
    :: life[i] == GONE && hap == OVERTAKEN -> life[i] = GONE; deed = NEVER
    :: life[i] == GONE && hap == DURABLE -> life[i] = GONE; deed = NEVER
    :: life[i] == GONE && hap == STOPPING -> life[i] = GONE; deed = NEVER
    :: life[i] == GONE && hap == UNWRITTEN -> life[i] = GONE; deed = NEVER
    :: life[i] == GONE && hap == ARRIVES -> life[i] = GONE; deed = IGNORE
    :: life[i] == GONE && hap == RETURNS -> life[i] = GONE; deed = IGNORE
    :: life[i] == GONE && hap == ENDS -> life[i] = GONE; deed = IGNORE
    fi;
    assert(deed != NEVER)
}

#define FINAL(i) (row[i] == SENT || row[i] == FAILED || row[i] == CANCELLED)
#define CAN_TAKE(i) (life[i] == WAITING && !stopping)
#define TO_WRITE(i) (life[i] == ARRIVED || life[i] == RETURNED || life[i] == GIVEN_UP)

/* What goes into the next transaction: every verdict, and what the lane gives out now. */
inline gather(i)
{
    if
    :: TO_WRITE(i) -> op[i] = OP_VERDICT
    :: CAN_TAKE(i) ->
        if
        :: overtaken[i] -> move(i, OVERTAKEN)
        :: else -> move(i, DUE)
        fi;
        op[i] = (deed == CANCEL -> OP_CANCEL : OP_CLAIM)
    :: CAN_TAKE(i) && op[1 - i] != NOTHING -> skip /* not yet due, or its lane is full */
    :: else -> skip
    fi
}

inline write_row(i)
{
    if
    :: op[i] == OP_CLAIM -> assert(row[i] == PENDING); row[i] = CLAIMED
    :: op[i] == OP_CANCEL -> assert(row[i] == PENDING); row[i] = CANCELLED
    :: op[i] == OP_VERDICT ->
        assert(row[i] == CLAIMED);
        marked[i] = marked[i] || lost_answer[i];
        if
        :: life[i] == ARRIVED -> row[i] = SENT; assert(got[i] > 0)
        :: life[i] == RETURNED -> row[i] = PENDING
        :: life[i] == GIVEN_UP -> row[i] = FAILED; assert(refused[i] || late[i])
        fi
    :: else -> skip
    fi
}

/* The engine hears that the transaction is written. */
inline written(i)
{
    if
    :: op[i] == NOTHING -> skip
    :: else ->
        if
        :: stopping -> move(i, STOPPING)
        :: else -> move(i, DURABLE)
        fi;
        if
        :: deed == SEND ->
            assert(row[i] == CLAIMED && hand[i] == EMPTY && !stopping);
            hand[i] = HANDED
        :: deed == GIVE_BACK -> lost_answer[i] = 0
        :: deed == REMOVE ->
            assert(FINAL(i));
            /* Nobody looks at these again: fewer states that differ in nothing. */
            overtaken[i] = 1; late[i] = 1; refused[i] = 1; marked[i] = 1; unsure[i] = 1;
            lost_answer[i] = 0; got[i] = 0
        :: deed == PUT_BACK -> assert(row[i] == PENDING); lost_answer[i] = 0
        fi;
        op[i] = NOTHING
    fi
}

inline unwritten(i)
{
    if
    :: op[i] == NOTHING -> skip
    :: else ->
        move(i, UNWRITTEN);
        assert(deed == KEEP || deed == PUT_BACK);
        op[i] = NOTHING
    fi
}

inline peer_takes(i)
{
    /* A second copy only of what may have been missed, and the ledger knows. */
    assert(got[i] == 0 || (unsure[i] && marked[i]));
    got[i]++;
    unsure[i] = 0
}

/* Reads the ledger as it is: what was claimed may have arrived. */
inline restore(i)
{
    if
    :: row[i] == CLAIMED -> row[i] = PENDING; marked[i] = 1; unsure[i] = 1
    :: else -> skip
    fi;
    life[i] = (FINAL(i) -> GONE : WAITING);
    op[i] = NOTHING; hand[i] = EMPTY; lost_answer[i] = 0; answer[i] = 0
}

inline die(i)
{
    if
    :: hand[i] == HANDED -> peer_takes(i) /* the last bytes were on the wire */
    :: true
    fi
}

inline work(i)
{
    do
    :: atomic { hand[i] == HANDED -> peer_takes(i); hand[i] = TAKEN }
    :: atomic { hand[i] == HANDED -> refused[i] = 1; answer[i] = ENDS; hand[i] = ANSWERED }
    :: atomic { hand[i] == HANDED && temporary < TIMES -> temporary++;
                answer[i] = (late[i] -> ENDS : RETURNS); hand[i] = ANSWERED }
    :: atomic { hand[i] == TAKEN -> answer[i] = ARRIVES; hand[i] = ANSWERED }
    :: atomic { (hand[i] == TAKEN || hand[i] == HANDED) && losses < TIMES -> losses++;
                unsure[i] = 1; lost_answer[i] = 1;
                answer[i] = (late[i] -> ENDS : RETURNS); hand[i] = ANSWERED }
    :: atomic { hand[i] == ANSWERED ->
                hand[i] = EMPTY;
                move(i, answer[i]);
                answer[i] = 0;
                assert(deed == KEEP) }
    :: atomic { life[i] != SENDING && echoes < 1 -> echoes++;
                move(i, ARRIVES);
                assert(deed == IGNORE) }
    :: atomic { !overtaken[i] -> overtaken[i] = 1 }
    :: atomic { !late[i] -> late[i] = 1 }
    :: atomic { FINAL(i) && life[i] == GONE && txn == NONE && !stopping -> break }
    od
}

proctype delivery(byte i)
{
    work(i)
}

init
{
    atomic {
        row[0] = PENDING; life[0] = WAITING; op[0] = NOTHING; hand[0] = EMPTY;
        row[1] = PENDING; life[1] = WAITING; op[1] = NOTHING; hand[1] = EMPTY;
        txn = NONE;
#ifdef ALONE
        row[1] = CANCELLED; life[1] = GONE; overtaken[1] = 1; late[1] = 1;
#else
        run delivery(1);
#endif
        run delivery(0)
    }
    do
    :: atomic { txn == NONE && (TO_WRITE(0) || TO_WRITE(1) || CAN_TAKE(0) || CAN_TAKE(1)) ->
                gather(0);
                gather(1);
                if
                :: op[0] == NOTHING && op[1] == NOTHING -> gather(0)
                :: else -> skip
                fi;
                txn = ((op[0] == NOTHING && op[1] == NOTHING) -> NONE : ASKED) }
    :: atomic { txn == ASKED -> write_row(0); write_row(1); txn = WRITTEN }
    :: atomic { txn == ASKED && failures < TIMES -> failures++; txn = REFUSED }
    :: atomic { txn == WRITTEN -> written(0); written(1); txn = NONE }
    :: atomic { txn == REFUSED -> unwritten(0); unwritten(1); txn = NONE }
    /* kill -9, at any moment: before, in and after a transaction. */
    :: atomic { kills < KILLS && !(life[0] == GONE && life[1] == GONE) -> kills++;
                die(0); die(1);
                restore(0); restore(1);
                txn = NONE; stopping = 0 }
    :: atomic { stops < 1 && !stopping && !(life[0] == GONE && life[1] == GONE) -> stops++; stopping = 1 }
    /* An orderly stop leaves nothing half done. */
    :: atomic { stopping && txn == NONE && hand[0] == EMPTY && hand[1] == EMPTY &&
                !TO_WRITE(0) && !TO_WRITE(1) ->
                assert(row[0] != CLAIMED && row[1] != CLAIMED);
                restore(0); restore(1);
                stopping = 0 }
    :: atomic { life[0] == GONE && life[1] == GONE && FINAL(0) && FINAL(1) && txn == NONE && !stopping ->
                break }
    od
}

