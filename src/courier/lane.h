/* What the three kinds of lanes have in common, for courier.c alone. Everything but the work itself
 * is called from the caller's one thread. */
#ifndef NV_COURIER_LANE_H
#define NV_COURIER_LANE_H

struct nv_err;
struct nv_lane;
struct nv_parcel;
struct nv_returns;

struct nv_lane_ops {
    /* Checks the configuration and prepares; no thread, no connection yet. */
    int (*open)(const struct nv_lane *config, struct nv_returns *returns, void **lane,
                struct nv_err *err);
    void (*submit)(void *lane, struct nv_parcel *p);
    struct nv_parcel *(*drain)(void *lane); /* parcels that no thread has begun */
    void (*stop)(void *lane);               /* asks everything to end; does not wait */
    void (*free)(void *lane);               /* after stop: joins and frees */
};

extern const struct nv_lane_ops nv_smtp_lane, nv_web_lane, nv_maildir_lane;

#endif
