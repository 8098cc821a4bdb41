#compdef sourcebook
# Completion of `sourcebook` for zsh. Suggestions come from `sourcebook complete`.
_sourcebook() {
  local line word
  local -a whole whole_shown begun begun_shown
  local head=
  [[ $PREFIX == -*=* ]] && head=${PREFIX%%=*}=
  for line in "${(@f)$(printf '%s\0' "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" | sourcebook complete 2>/dev/null)}"; do
    word=${line%%$'\t'*}
    case $word in
      (:files) compset -P "${(b)head}"; _files ;;
      (:folders) compset -P "${(b)head}"; _files -/ ;;
      # After viewpoint: and title= the word goes on.
      (*[:=]) begun+=("$word"); begun_shown+=("${line/$'\t'/  -- }") ;;
      (?*) whole+=("$word"); whole_shown+=("${line/$'\t'/  -- }") ;;
    esac
  done
  compadd -l -d whole_shown -a -- whole
  compadd -l -d begun_shown -S '' -a -- begun
}
if [[ ${funcstack[1]} == _sourcebook ]]; then
  _sourcebook "$@"
else
  compdef _sourcebook sourcebook
fi
