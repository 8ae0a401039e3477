namespace Byob.Web.Datasets;

/// <summary>How far an upload is after a request, and why the request ended early, if it did.</summary>
internal sealed record UploadAnswer(long Offset, DatasetRefusal? Refusal);
