using Byob.Worker.Limits;

namespace Byob.Worker.Settings;

/// <summary>What a worker knows of its party and its owner's wishes: the content of <c>worker.json</c>.</summary>
/// <param name="Master">Base address of the master.</param>
/// <param name="Name">The owner's name in the party, 1 to 40 characters.</param>
/// <param name="Machine">What the machine asked to be called, 1 to 40 characters.</param>
public sealed record WorkerSettings(Uri Master, string Name, string Machine)
{
    public const int LongestName = 40;

    /// <summary>SHA-256 of the master's certificate, 64 hexadecimal digits, when this machine trusts no other; null: the system's trust decides.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>What its owner lets the worker use, as far as that is written.</summary>
    public WrittenLimits Limits { get; init; } = new();
}
