namespace Byob.Web;

/// <summary>The master cannot start; the message is a sentence for the person at the console that says what to mend.</summary>
public sealed class StartRefusedException(string sentence, Exception? cause = null) : Exception(sentence, cause);
