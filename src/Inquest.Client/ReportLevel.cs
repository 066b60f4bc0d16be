namespace Inquest.Client;

/// <summary>How bad it is, in the words of the wire. Not what makes a crash: that is whether anybody handled it.</summary>
public enum ReportLevel
{
    Debug,
    Info,
    Warning,
    Error,
    Fatal,
}
