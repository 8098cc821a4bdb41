# Completion of `sourcebook` for fish. Suggestions come from `sourcebook complete`.
function __sourcebook_complete
    set -l words (commandline -opc)
    set -l word (commandline -ct | string replace --all --regex '["\'\\\\\\\\]' '')
    set -l head (string match --regex '^-[^=]*=' -- "$word")
    set -l rest (string replace --regex '^-[^=]*=' '' -- "$word")
    for line in (printf '%s\0' $words[2..] "$word" | sourcebook complete 2>/dev/null)
        switch $line
            case ':files*'
                printf '%s\n' "$head"(__fish_complete_path "$rest")
            case ':folders*'
                printf '%s\n' "$head"(__fish_complete_directories "$rest")
            case '*'
                printf '%s\n' $line
        end
    end
end
complete --command sourcebook --no-files --arguments '(__sourcebook_complete)'
