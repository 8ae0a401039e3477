namespace Byob.Simulation;

/// <summary>Something that must always hold did not. The message names the scenario's seed, so that the run can be repeated.</summary>
public sealed class BrokenPropertyException(int seed, TimeSpan at, string what) : Exception($"Seed {seed}, at {at.TotalSeconds:0.000} s: {what}");
