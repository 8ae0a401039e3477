namespace Byob.Web.Party;

/// <summary>How somebody fared at the door.</summary>
internal enum DoorVerdict
{
    Welcome,

    /// <summary>The name, or the machine's name, is none.</summary>
    BadName,
    WrongPassword,

    /// <summary>The ticket lets nobody in, for whatever reason.</summary>
    BadTicket,

    /// <summary>Too many wrong passwords for this name; not looked at the password.</summary>
    Locked,
    NotInvited,

    /// <summary>The party has as many members or machines as it may have.</summary>
    Full,
}
