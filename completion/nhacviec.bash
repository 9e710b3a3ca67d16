# Completion of nhacviec(1) for bash. Commands and options are asked of the program itself, so this file
# names none of them; it knows only what their values look like.

# The words of `nhacviec help [COMMAND]` that can stand at this place: commands are indented by two blanks
# in the general help, options begin with a dash.
_nhacviec_commands() { nhacviec help 2>/dev/null | sed -n '/^Các lệnh/,/^$/s/^  \([a-z][a-z-]*\) .*/\1/p'; }
_nhacviec_options() {
    # shellcheck disable=SC2086  # no command is the general help
    nhacviec help ${1:-} 2>/dev/null | sed -n 's/^  \(-[A-Za-z], \)\{0,1\}\(--[a-z-]*\).*/\2/p'
}

# Of "[list|announce SỰ-KIỆN --doc CHỮ|withdraw SỰ-KIỆN]" the words list, announce and withdraw.
_nhacviec_subcommands() {
    nhacviec help "$1" 2>/dev/null | sed -n "s/^Cách dùng: nhacviec $1 \[\([a-z][^]]*\)\].*/\1/p" | tr '|' '\n' |
        sed -n 's/^\([a-z-]*\).*/\1/p'
}

# Ids as they stand in the configuration that is being worked on.
_nhacviec_ids() { sed -n "s/.*[{[:space:]]id[[:space:]]*=[[:space:]]*\"\([^\"]*\)\".*/\1/p" "$@" 2>/dev/null; }
_nhacviec_deliverables() { nhacviec -c "$1" tasks 2>/dev/null | sed -n 's/^\([A-Za-z0-9.-]*\.[0-9][0-9]*\) .*/\1/p'; }

_nhacviec() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} dir=/etc/nhacviec command='' i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        -c | --config) i=$((i + 1)) dir=${COMP_WORDS[i]} ;;
        --now | --socket) i=$((i + 1)) ;;
        -*) ;;
        *) [ -n "$command" ] || command=${COMP_WORDS[i]} ;;
        esac
    done
    local words=''
    case $prev in
    -c | --config | --mail) mapfile -t COMPREPLY < <(compgen -d -- "$cur") && return ;;
    --socket | --facts | --output | -o | --update) mapfile -t COMPREPLY < <(compgen -f -- "$cur") && return ;;
    --format) words='tsv csv html docx xlsx' ;;
    --status)
        words='trong-han sap-den-han den-han qua-han cho-xac-nhan ht-truoc-han ht-dung-han ht-qua-han
            thuong-xuyen cho-dieu-kien tam-dung het-doi-tuong'
        ;;
    --state)
        [ "$command" = queue ] || { mapfile -t COMPREPLY < <(compgen -d -- "$cur") && return; }
        words='pending claimed sent failed cancelled'
        ;;
    --agency) words=$(_nhacviec_ids "$dir"/agencies/*.cfg) ;;
    --plan) words=$(sed -n '/^[[:space:]]*plan[[:space:]]*=/,/}/p' "$dir"/plans/*.cfg 2>/dev/null | _nhacviec_ids) ;;
    --on | --to | --from | --until | --due | --now | --year | --doc | --note) return ;;
    *)
        case $cur,$command in
        -*) words=$(_nhacviec_options "$command") ;;
        *,) words=$(_nhacviec_commands) ;;
        *,help) words=$(_nhacviec_commands) ;;
        *,import | *,backup) mapfile -t COMPREPLY < <(compgen -f -- "$cur") && return ;;
        *,deadline) ;;
        *)
            words=$(_nhacviec_subcommands "$command")
            case $(nhacviec help "$command" 2>/dev/null | head -n 1) in
            "Cách dùng: nhacviec $command CƠ-QUAN"*) words=$(_nhacviec_ids "$dir"/agencies/*.cfg) ;;
            "Cách dùng: nhacviec $command MÃ"* | "Cách dùng: nhacviec $command [MÃ"*)
                words=$(_nhacviec_deliverables "$dir")
                ;;
            esac
            ;;
        esac
        ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
complete -F _nhacviec nhacviec
