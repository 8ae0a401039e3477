namespace Byob.Web;

/// <summary>What came of something that a person asked for: done, or a sentence that says why not and what to do.</summary>
public readonly record struct Outcome(string? Refusal)
{
    public static Outcome Done => default;

    public bool Ok => Refusal is null;

    public static Outcome Refused(string sentence) => new(sentence);
}

/// <inheritdoc cref="Outcome"/>
public readonly record struct Outcome<T>(T? Value, string? Refusal)
    where T : class
{
    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(true, nameof(Value))]
    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(false, nameof(Refusal))]
    public bool Ok => Refusal is null;

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Outcome refused) => new(null, refused.Refusal ?? throw new InvalidOperationException("A success needs a value."));
}
