namespace Byob.Web.Programs;

/// <summary>A program that the master hands out.</summary>
/// <param name="Platform">One of linux-x64, linux-arm64, win-x64, osx-arm64, osx-x64.</param>
/// <param name="Version">As it was published; "unknown" when nothing says.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">Lower-case hexadecimal, of the file as it lies there now.</param>
public sealed record WorkerProgram(string Platform, string Version, long Size, string Sha256);
