namespace Inquest.Protocol.Envelopes;

/// <summary>What an attachment is to its event (§3.2).</summary>
public enum AttachmentType
{
    Plain = 0,

    /// <summary>A native crash: it makes or overrides the exception.</summary>
    Minidump,
    AppleCrashReport,

    /// <summary>An event as msgpack.</summary>
    EventPayload,

    /// <summary>A stream of breadcrumbs as msgpack.</summary>
    Breadcrumbs,
    ViewHierarchy,
    UnrealContext,
    UnrealLogs,
    ProsperoDump,
    SwitchDyingMessage,
}
