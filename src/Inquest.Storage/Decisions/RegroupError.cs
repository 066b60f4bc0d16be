namespace Inquest.Storage.Decisions;

/// <summary>The closed list of reasons why issues are not merged or split.</summary>
public enum RegroupError
{
    None = 0,

    /// <summary>An issue is not there, or was merged into another one before.</summary>
    NoSuchIssue,

    /// <summary>The issues belong to different projects.</summary>
    OtherProject,

    /// <summary>A merge needs two different issues.</summary>
    NothingToMerge,

    /// <summary>A split takes some of the issue's fingerprints, not none and not all.</summary>
    NotAPart,
}
