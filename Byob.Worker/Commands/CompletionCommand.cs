using System.CommandLine;

namespace Byob.Worker.Commands;

/// <summary><c>byob completion SHELL</c>: prints the script that makes a shell complete byob's commands and options. The shell asks byob itself, by its [suggest] directive.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # byob completion for bash. Use it with: eval "$(byob completion bash)"   (in ~/.bashrc)
        _byob() {
            local line="${COMP_LINE#* }" start="${COMP_LINE%% *} "
            mapfile -t COMPREPLY < <("${COMP_WORDS[0]}" "[suggest:$((COMP_POINT - ${#start}))]" "$line" 2>/dev/null)
            local word="${COMP_WORDS[COMP_CWORD]}"
            mapfile -t COMPREPLY < <(compgen -X "[/-]?" -W "${COMPREPLY[*]}" -- "$word")
            # Where byob knows nothing better, a file is meant.
            [ ${#COMPREPLY[@]} -gt 0 ] || mapfile -t COMPREPLY < <(compgen -f -- "$word")
        }
        complete -o filenames -F _byob byob
        """;

    private const string Zsh = """
        # byob completion for zsh. Use it with: eval "$(byob completion zsh)"   (in ~/.zshrc, after compinit)
        _byob() {
            local line="${BUFFER#* }" start="${BUFFER%% *} "
            local -a known
            known=("${(@f)$("${words[1]}" "[suggest:$((CURSOR - ${#start}))]" "$line" 2>/dev/null)}")
            known=(${known:#})
            compadd -a known && return
            _files
        }
        compdef _byob byob
        """;

    private const string PowerShell = """
        # byob completion for PowerShell. Use it with: byob completion pwsh | Out-String | Invoke-Expression   (in $PROFILE)
        Register-ArgumentCompleter -Native -CommandName byob -ScriptBlock {
            param($word, $ast, $position)
            $text = $ast.ToString()
            $start = $ast.CommandElements[0].Extent.Text
            $line = if ($text.Length -gt $start.Length) { $text.Substring($start.Length + 1) } else { '' }
            & $start "[suggest:$([Math]::Max(0, $position - $start.Length - 1))]" $line 2>$null |
                Where-Object { $_ -like "$word*" } |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }
        """;

    private static readonly Dictionary<string, string> s_scripts = new(StringComparer.Ordinal) { ["bash"] = Bash, ["zsh"] = Zsh, ["pwsh"] = PowerShell };

    public static Command Create(Terminal terminal)
    {
        var shell = new Argument<string>("shell") { Description = $"One of {string.Join(", ", s_scripts.Keys)}.", HelpName = "SHELL" };
        shell.AcceptOnlyFromAmong([.. s_scripts.Keys]);
        var command = new Command("completion", "Prints the script that makes a shell complete byob's commands and options.") { shell };
        command.SetAction(async (parsed, _) =>
        {
            await terminal.Out.WriteLineAsync(s_scripts[parsed.GetRequiredValue(shell)]);
            return ExitCode.Stopped;
        });
        return command;
    }
}
