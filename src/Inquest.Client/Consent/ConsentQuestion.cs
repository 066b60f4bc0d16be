namespace Inquest.Client.Consent;

/// <summary>What a person is asked.</summary>
/// <param name="AppName">As people know it.</param>
/// <param name="Reports">How many wait.</param>
/// <param name="PrivacyPage">Where it is written what happens to them; null when there is no such page.</param>
/// <param name="Collected">What is in a report, in words.</param>
public sealed record ConsentQuestion(string AppName, int Reports, Uri? PrivacyPage, string Collected)
{
    public const string DefaultCollected =
        "where the program stopped (its call stack and a part of its memory), which version it is, and which system and processor it runs on";

    public string Text =>
        $"{AppName} stopped unexpectedly. May it send {(Reports == 1 ? "a report" : $"{Reports} reports")} to the people who make it?\n\n"
        + $"A report says {Collected}. User names, paths and keys are removed from it first.{(PrivacyPage is null ? "" : $"\n{PrivacyPage}")}";
}
