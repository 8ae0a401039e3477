namespace Byob.Worker.Autostart;

/// <summary>Systems with a way of their own to start programs.</summary>
internal enum AutostartSystem
{
    Linux,
    Mac,
    Windows,
}
