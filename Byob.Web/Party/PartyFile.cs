using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Byob.Web.Storage;

namespace Byob.Web.Party;

/// <summary>Reads and writes <c>party.json</c>: the party's name, password hash and invitations, cached beside the database.</summary>
internal sealed class PartyFile(DataFolder folder)
{
    private const int MaxBytes = 1 << 20;

    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        // The file is read by people: names and hashes stay as they are typed.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public string Path { get; } = System.IO.Path.Combine(folder.Root, "party.json");

    /// <summary>What the file says; null when there is none.</summary>
    /// <exception cref="StartRefusedException">The file cannot be understood; it is left as it is.</exception>
    public async Task<PartyFileContent?> LoadAsync(CancellationToken cancellationToken)
    {
        var file = new FileInfo(Path);
        if (!file.Exists)
            return null;
        if (file.Length > MaxBytes)
            throw Refusal($"it is larger than {MaxBytes} bytes");

        try
        {
            await using var stream = file.OpenRead();
            var content = await JsonSerializer.DeserializeAsync<PartyFileContent>(stream, Format, cancellationToken) ?? throw Refusal("it says null");
            var faults = Faults(content).ToList();
            return faults.Count == 0 ? content : throw Refusal(string.Join("; ", faults));
        }
        catch (JsonException problem)
        {
            throw Refusal(Explain(problem), problem);
        }
        catch (UnauthorizedAccessException problem)
        {
            throw Refusal("this account may not read it", problem);
        }
    }

    /// <summary>Replaces the file whole, readable by this account alone. Does nothing when it says the same already.</summary>
    public async Task SaveAsync(PartyFileContent content, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(content, Format);
        var file = new FileInfo(Path);
        if (file.Exists && file.Length == bytes.Length && (await File.ReadAllBytesAsync(Path, cancellationToken)).AsSpan().SequenceEqual(bytes))
            return;

        var temporary = System.IO.Path.Combine(folder.Temporary, $"party-{Guid.CreateVersion7():N}.json");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var stream = new FileStream(temporary, options))
        {
            await stream.WriteAsync(bytes, cancellationToken);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, Path, overwrite: true);
    }

    private static IEnumerable<string> Faults(PartyFileContent content)
    {
        if (content.Name is { } name && PartyRules.CheckPartyName(name).Refusal is { } badName)
            yield return $"key \"name\": {badName}";
        if (content.Password is { } password && PartyRules.CheckPassword(password).Refusal is { } badPassword)
            yield return $"key \"password\": {badPassword}";
        if (content.Password is not null && content.PasswordHash is not null)
            yield return "keys \"password\" and \"passwordHash\": give one of the two";
        if (content.PasswordHash is { } hash && !PartyPasswords.LooksLikeHash(hash))
            yield return "key \"passwordHash\": it is no hash made by BYOB; give \"password\" in its place";
        if (content.Invited is { Count: > PartyRules.MaxEntries })
            yield return $"key \"invited\": more than {PartyRules.MaxEntries} names";
        foreach (var (invited, index) in (content.Invited ?? []).Select((invited, index) => (invited, index)).Take(PartyRules.MaxEntries))
        {
            if (PartyRules.CheckMemberName(PartyRules.Tidy(invited)).Refusal is { } badInvited)
                yield return $"key \"invited\", name {index + 1}: {badInvited}";
        }
    }

    private static string Explain(JsonException problem)
    {
        var place = problem.LineNumber is { } line ? $"line {line + 1}" : "somewhere";
        var key = problem.Path is { Length: > 2 } path ? $", key \"{path[2..]}\"" : "";
        return $"{place}{key}: {What(problem)}";
    }

    private static string What(JsonException problem) => problem.Message switch
    {
        var text when text.Contains("could not be mapped", StringComparison.Ordinal) => "this key is not known; known are name, password, passwordHash and invited",
        var text when text.Contains("could not be converted", StringComparison.Ordinal) => "the value has the wrong form: name, password and passwordHash are texts in quotes, invited is a list of them",
        var text when text.Contains("uplicate", StringComparison.Ordinal) => "this key is there twice",
        var text => text.Split(" Path:")[0].Split(" LineNumber:")[0],
    };

    private StartRefusedException Refusal(string why, Exception? cause = null) =>
        new($"{Path} cannot be used: {why.TrimEnd('.')}. Mend the file or move it away, then start again; nothing was changed.", cause);
}
