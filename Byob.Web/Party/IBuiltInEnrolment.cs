namespace Byob.Web.Party;

/// <summary>Gives the master's own worker its identity.</summary>
public interface IBuiltInEnrolment
{
    /// <summary>Stands where the owner's name stands for machines of members.</summary>
    const string OwnerName = "this master";

    /// <summary>The same worker at every start, with a new token: earlier ones are void.</summary>
    /// <param name="hostName">Name of this machine; the worker is called "hostName (built in)".</param>
    Task<BuiltInIdentity> EnrolBuiltInAsync(string hostName, CancellationToken cancellationToken);
}
