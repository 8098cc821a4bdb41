# Completion of `sourcebook` for bash 3.2 and later. Suggestions come from `sourcebook complete`.
_sourcebook() {
  local piece word head line words=()
  local -i last=-1
  for piece in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
    piece=${piece//[\"\'\\]/}
    # What bash breaks at : and = (COMP_WORDBREAKS) is one word to us.
    if ((last >= 0)) && [[ $piece && ($piece == [:=]* || ${words[last]} == *[:=]) ]]; then
      words[last]+=$piece
    else
      words[++last]=$piece
    fi
  done
  word=${words[last]}
  # Only what stands after the last break is replaced.
  [[ $piece == [:=]* ]] && head=$word || head=${word%"$piece"}
  COMPREPLY=()
  while IFS= read -r line; do
    line=${line%%$'\t'*}
    case $line in
      :files) compopt -o default ;;
      :folders) compopt -o dirnames ;;
      *)
        COMPREPLY+=("${line#"$head"}")
        [[ $line == *[:=] ]] && compopt -o nospace
        ;;
    esac
  done < <(printf '%s\0' "${words[@]}" | sourcebook complete 2>/dev/null)
} 2>/dev/null
complete -F _sourcebook sourcebook
