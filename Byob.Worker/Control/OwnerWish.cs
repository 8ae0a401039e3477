using System.Text.Json.Serialization;

namespace Byob.Worker.Control;

/// <summary>That the owner of a machine wants it to count nothing for now; kept in the state folder, so that it outlives a restart.</summary>
/// <param name="Finish">What is being counted is counted to its end; else it goes back at once.</param>
/// <param name="Until">When the wish ends by itself; null: when the owner says so.</param>
internal sealed record OwnerWish(bool Finish, DateTimeOffset? Until)
{
    /// <summary>What people are told, without until when.</summary>
    [JsonIgnore]
    public string Sentence => Finish ? "Its owner told it to finish and take no more." : "Paused by its owner.";
}
