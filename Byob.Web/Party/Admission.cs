using System.Diagnostics.CodeAnalysis;

namespace Byob.Web.Party;

/// <summary>The answer at the door: who came in, or a sentence that says why not and what to do.</summary>
internal sealed record Admission<T>(DoorVerdict Verdict, T? Value, string? Sentence)
    where T : class
{
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Sentence))]
    public bool Ok => Verdict == DoorVerdict.Welcome;

    public int StatusCode => Verdict switch
    {
        DoorVerdict.Welcome => StatusCodes.Status200OK,
        DoorVerdict.BadName => StatusCodes.Status400BadRequest,
        DoorVerdict.WrongPassword or DoorVerdict.BadTicket => StatusCodes.Status401Unauthorized,
        DoorVerdict.NotInvited => StatusCodes.Status403Forbidden,
        DoorVerdict.Locked => StatusCodes.Status429TooManyRequests,
        DoorVerdict.Full => StatusCodes.Status409Conflict,
        _ => throw new InvalidOperationException($"There is no verdict {Verdict}."),
    };

    public static Admission<T> Welcome(T value) => new(DoorVerdict.Welcome, value, null);

    public static Admission<T> Refused(DoorVerdict verdict, string sentence) => new(verdict, null, sentence);
}
