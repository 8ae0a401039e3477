namespace Byob.Benchmarks.Tools;

/// <summary>Another program that counts words, as somebody would type it.</summary>
/// <param name="Name">What it is called in the report.</param>
/// <param name="Needs">The program that has to be there.</param>
/// <param name="Command">A line for a POSIX shell that prints "word count" lines in any order; the text is in $FILE, the scripts beside the benchmark in $HERE.</param>
/// <param name="Difference">Where its words are not those of the lab, whatever it is given.</param>
internal sealed record Tool(string Name, string Needs, string Command, string Difference)
{
    private const string Ascii = "only A to Z and a to z are letters to it";
    private const string SplitAndCount = "'{ gsub(/[^A-Za-z]+/, \" \"); n = split($0, w, \" \"); for (i = 1; i <= n; i++) c[w[i]]++ } END { for (x in c) print x, c[x] }'";

    public static IReadOnlyList<Tool> All { get; } =
    [
        new("tr | sort | uniq -c", "tr", "export LC_ALL=C; tr -cs 'A-Za-z' '\\n' < \"$FILE\" | sort | uniq -c | awk 'NF == 2 { print $2, $1 }'", Ascii),
        new("mawk", "mawk", $"export LC_ALL=C; mawk {SplitAndCount} \"$FILE\" | sort", Ascii),
        new("gawk", "gawk", $"export LC_ALL=C; gawk {SplitAndCount} \"$FILE\" | sort", Ascii),
        new("GNU parallel + mawk", "parallel", $"export LC_ALL=C; parallel --will-cite --pipepart -a \"$FILE\" --block -2 -q mawk {SplitAndCount} | mawk '{{ c[$1] += $2 }} END {{ for (x in c) print x, c[x] }}' | sort", Ascii),
        new("Dask, a process a core", "python3", "/usr/bin/python3 \"$HERE/dask_count.py\" \"$FILE\"", "a letter is what Python's \\w takes without digits and _, which also holds letter numbers and other numbers"),
    ];
}
