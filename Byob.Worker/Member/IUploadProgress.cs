namespace Byob.Worker.Member;

/// <summary>Takes what happens to an upload. Called from the thread that sends.</summary>
internal interface IUploadProgress
{
    /// <param name="offset">Bytes that have arrived before; above 0 when an earlier upload goes on.</param>
    void Begin(long offset);

    /// <param name="offset">Bytes sent of all.</param>
    void At(long offset);

    /// <summary>Something that people should know, in a sentence.</summary>
    void Say(string sentence);
}
