namespace Byob.Web.Datasets;

/// <summary>Why something is not done: the HTTP status that says so to a program, and the sentence that says so to people.</summary>
internal sealed record DatasetRefusal(int Status, string Sentence);
