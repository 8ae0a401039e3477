using System.Diagnostics;

namespace Byob.Web.Jobs;

/// <summary>One question to the coordinator, and the way its answer takes.</summary>
internal abstract class CoordinatorStep
{
    /// <summary>Whether it may change the state; one that only looks costs no snapshot.</summary>
    public abstract bool Changes { get; }

    /// <summary>Whether it is answered before anything is written: its answer stays within the master.</summary>
    public abstract bool Peeks { get; }

    /// <summary>Decides. What goes wrong is the asker's to hear, but for a broken account: with that, nobody may go on.</summary>
    /// <returns>What went wrong, if anything.</returns>
    public abstract Exception? Run(MasterState state);

    /// <summary>Answers; what was decided is written.</summary>
    public abstract void Finish();

    /// <summary>Answers that nothing will come of it.</summary>
    public abstract void Refuse();
}

/// <inheritdoc/>
internal sealed class CoordinatorStep<T>(Func<MasterState, T> work, bool changes, bool peeks = false) : CoordinatorStep
{
    private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private Exception? _fault;

    public override bool Changes => changes;

    public override bool Peeks => peeks;

    public Task<T> Answer => _answer.Task;

    public override Exception? Run(MasterState state)
    {
        try
        {
            _result = work(state);
        }
        catch (Exception fault) when (fault is not UnreachableException)
        {
            _fault = fault;
        }

        return _fault;
    }

    public override void Finish()
    {
        if (_fault is null)
            _answer.TrySetResult(_result!);
        else
            _answer.TrySetException(_fault);
    }

    public override void Refuse() => _answer.TrySetException(new MasterStoppingException());
}
