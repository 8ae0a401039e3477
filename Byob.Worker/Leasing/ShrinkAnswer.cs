namespace Byob.Worker.Leasing;

/// <summary>
/// Keeps whether the master waits for the answer to a shrink of one lease, and whether the answer is on its way. What it says is the lease's
/// end at the time of telling, so that one answer serves all who asked before it.
/// </summary>
internal sealed class ShrinkAnswer
{
    private bool _asked;
    private bool _putOff;

    /// <summary>Whether an answer is on its way.</summary>
    public bool IsOut { get; private set; }

    /// <summary>Whether the master still waits: until it has its answer, the lease's partial stays here.</summary>
    public bool IsOwed => _asked || IsOut;

    /// <summary>Whether to tell it now.</summary>
    public bool IsDue => _asked && !IsOut && !_putOff;

    public void Ask() => _asked = true;

    public void Send()
    {
        _asked = false;
        IsOut = true;
    }

    public void Arrived() => IsOut = false;

    /// <summary>It did not get through; it is due again after <see cref="TryAgain"/>.</summary>
    public void PutOff()
    {
        _asked = true;
        _putOff = true;
        IsOut = false;
    }

    public void TryAgain() => _putOff = false;

    /// <summary>Nobody waits for it any more.</summary>
    public void Void() => _asked = _putOff = IsOut = false;
}
