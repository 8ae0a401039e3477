namespace Byob.Worker.Limits;

/// <summary>A part of a day in which a worker may work.</summary>
/// <param name="From">Minutes after the midnight with which the day begins, 0 to 1439.</param>
/// <param name="To">Minutes after that same midnight; more than 1440 when it goes on into the next day.</param>
internal readonly record struct WorkWindow(int From, int To);
