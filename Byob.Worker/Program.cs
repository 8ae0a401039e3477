using System.CommandLine;
using Byob.Worker.Commands;

using var signals = new StopSignals(TimeProvider.System);
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null };
return await ByobCommand.InvokeAsync(ByobCommand.Create(Terminal.OfProcess(), TimeProvider.System).Parse(args), configuration, signals.Token);
