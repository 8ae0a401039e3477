using System.Net;
using System.Net.Http.Headers;
using Byob.Shared.Hubs;
using Byob.Worker.Settings;

namespace Byob.Worker.Member;

/// <summary>
/// Brings a result into a file: under a name of its own until it is whole, so that half a result never looks like one. What broke off is gone on
/// with where the master can send the rest.
/// </summary>
internal sealed class ResultDownload(MemberClient client, TimeProvider time)
{
    private const int BlockBytes = 256 << 10;

    /// <summary>Times that a download is taken up again without a byte having come.</summary>
    private const int MostIdleTries = 5;

    private static readonly TimeSpan s_stall = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    /// <summary>Looks whether the file can be written, before anything else takes its time.</summary>
    /// <exception cref="WorkerFaultException">It is there already, or its folder is not.</exception>
    public static void Check(string file, bool force)
    {
        var full = Path.GetFullPath(file);
        if (Directory.Exists(full))
            throw new WorkerFaultException($"{full} is a folder. Name a file in it.", needsHuman: false);
        if (!Directory.Exists(Path.GetDirectoryName(full)))
            throw new WorkerFaultException($"There is no folder {Path.GetDirectoryName(full)} for the result. Make it first, or name another.", needsHuman: false);
        if (File.Exists(full) && !force)
            throw new WorkerFaultException($"{full} is there already. Name another file, or say --force to replace it.", needsHuman: false);
    }

    /// <summary>Answers with the bytes of the file.</summary>
    /// <exception cref="WorkerFaultException">There is no result, the disk is full, the master stays away.</exception>
    public async Task<long> SaveAsync(JobStatus job, ResultForm form, string file, bool force, CancellationToken cancellationToken)
    {
        Check(file, force);
        var full = Path.GetFullPath(file);
        // Named by job and form: what is found there is the beginning of this very download.
        var part = $"{full}.{job.Id.Value:N}-{form.Format}-{form.By}.part";
        var idle = 0;
        while (true)
        {
            var before = Size(part);
            try
            {
                var bytes = await FetchAsync(job.Number, form, part, cancellationToken);
                File.Move(part, full, overwrite: force);
                return bytes;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new WorkerFaultException(
                    $"{full} cannot be written: {e.Message.TrimEnd('.')}. {(form.Format == "tsv" ? $"What has come is kept in {part}, and is gone on with" : "It begins anew")} when there is room again: byob result {job.Number} --download FILE",
                    needsHuman: false,
                    e);
            }
            catch (WorkerFaultException e) when (e.MasterAway)
            {
                idle = Size(part) > before ? 0 : idle + 1;
                if (idle < MostIdleTries)
                {
                    await Task.Delay(s_pause, time, cancellationToken);
                    continue;
                }

                throw new WorkerFaultException($"The result of job {job.Number} broke off, and {MostIdleTries} tries to go on brought nothing: {e.Message}", needsHuman: false, e);
            }
        }
    }

    private static long Size(string part) => new FileInfo(part) is { Exists: true } file ? file.Length : 0;

    private async Task<long> FetchAsync(int job, ResultForm form, string part, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(part, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0, useAsync: true);
        var whole = false;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, PartyRoutes.JobResult(job) + form.Query);
            if (file.Length > 0)
                request.Headers.Range = new RangeHeaderValue(file.Length, null);
            using var answer = await client.ReachAsync(request, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && answer.Content.Headers.ContentRange?.Length == file.Length)
            {
                whole = true;
                return file.Length;
            }

            if (!answer.IsSuccessStatusCode)
                throw await client.RefusedAsync(answer, cancellationToken);

            // Forms that are made on the way cannot be entered in the middle: they come whole.
            if (answer.StatusCode != HttpStatusCode.PartialContent)
                file.SetLength(0);
            file.Seek(0, SeekOrigin.End);
            await CopyAsync(answer, file, cancellationToken);
            file.Flush(flushToDisk: true);
            whole = true;
            return file.Length;
        }
        finally
        {
            if (!whole && (form.Format != "tsv" || file.Length == 0))
            {
                await file.DisposeAsync();
                File.Delete(part);
            }
        }
    }

    private async Task CopyAsync(HttpResponseMessage answer, FileStream file, CancellationToken cancellationToken)
    {
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var block = new byte[BlockBytes];
        while (true)
        {
            var read = await ReadAsync(body, block, cancellationToken);
            if (read == 0)
                return;
            await file.WriteAsync(block.AsMemory(0, read), cancellationToken);
        }
    }

    /// <summary>A master that sends nothing for long is as good as gone. Told apart here from faults of the own disk.</summary>
    private async Task<int> ReadAsync(Stream body, byte[] block, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(block, cancellationToken).AsTask().WaitAsync(s_stall, time, cancellationToken);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or TimeoutException)
        {
            throw new WorkerFaultException($"The connection to {client.Master} broke off: {e.Message}", needsHuman: false, e) { MasterAway = true };
        }
    }
}
