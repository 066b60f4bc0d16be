namespace Inquest.Server.Workers;

/// <summary>Every bound of the workers, each with its reason.</summary>
static class WorkerLimits
{
    /// <summary>Records of one transaction: a tenth of a second of full load.</summary>
    public const int BatchRecordsMax = 512;

    /// <summary>Modules without symbols that are noted of one event; the rest of a hostile one is not worth rows.</summary>
    public const int MissingModulesMax = 200;

    /// <summary>
    /// Times that a record which may be poison is begun before it is put aside. A server that is killed from outside again
    /// and again dies in the middle of a record too: five times in the same one is no accident.
    /// </summary>
    public const int PoisonBeginningsMax = 5;

    /// <summary>Characters of an attachment's name; file systems end at 255 bytes.</summary>
    public const int AttachmentNameMax = 200;

    /// <summary>Modules looked for in folders at each sweep, those that would repair most frames first.</summary>
    public const int SweptModulesMax = 500;
}
