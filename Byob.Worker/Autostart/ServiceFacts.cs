using Byob.Worker.Limits;

namespace Byob.Worker.Autostart;

/// <summary>All that the text of a unit, an agent or a task is made from.</summary>
/// <param name="StateFolder">Where the worker's settings and token are.</param>
/// <param name="User">Who runs it: the name that the system knows the user by.</param>
/// <param name="Cores">Processors of the machine.</param>
/// <param name="MemoryBytes">Memory of the machine.</param>
internal sealed record ServiceFacts(ProgramStart Program, string StateFolder, string User, LimitsInForce Limits, int Cores, long MemoryBytes)
{
    /// <summary>The worker's own arguments.</summary>
    public IReadOnlyList<string> Arguments => [.. Program.Before, "run", "--state", StateFolder];
}
