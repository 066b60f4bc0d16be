using System.Text.Json.Serialization;
using Inquest.Server.Api.Wire;
using Inquest.Server.Filters;

namespace Inquest.Server.Api;

/// <summary>JSON of the API: camel case, absent rather than null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(OrganizationBody))]
[JsonSerializable(typeof(NewProject))]
[JsonSerializable(typeof(KeyChange))]
[JsonSerializable(typeof(IssueBody))]
[JsonSerializable(typeof(IssueChange))]
[JsonSerializable(typeof(EventBody))]
[JsonSerializable(typeof(NewToken))]
[JsonSerializable(typeof(CreatedToken))]
[JsonSerializable(typeof(ProjectBody))]
[JsonSerializable(typeof(Page<ProjectBody>))]
[JsonSerializable(typeof(KeyBody))]
[JsonSerializable(typeof(Page<KeyBody>))]
[JsonSerializable(typeof(Page<IssueBody>))]
[JsonSerializable(typeof(Page<SymbolFileBody>))]
[JsonSerializable(typeof(SymbolCollectionBody))]
[JsonSerializable(typeof(SymbolSettingsBody))]
[JsonSerializable(typeof(Page<MissingSymbolBody>))]
[JsonSerializable(typeof(Page<OutcomeBody>))]
[JsonSerializable(typeof(Page<TokenBody>))]
[JsonSerializable(typeof(RulesBody))]
[JsonSerializable(typeof(RevisionBody))]
[JsonSerializable(typeof(Page<RevisionBody>))]
[JsonSerializable(typeof(PreviewBody))]
[JsonSerializable(typeof(DriftBody))]
[JsonSerializable(typeof(MergeRequest))]
[JsonSerializable(typeof(SplitRequest))]
[JsonSerializable(typeof(Page<EventEntry>))]
[JsonSerializable(typeof(Page<TagBody>))]
[JsonSerializable(typeof(Page<HistoryBody>))]
[JsonSerializable(typeof(Page<FingerprintBody>))]
[JsonSerializable(typeof(QuotaBody))]
[JsonSerializable(typeof(Page<QuotaBody>))]
[JsonSerializable(typeof(FilterRules))]
[JsonSerializable(typeof(Page<MemberBody>))]
[JsonSerializable(typeof(ReleaseBody))]
[JsonSerializable(typeof(Page<ReleaseBody>))]
[JsonSerializable(typeof(GateBody))]
[JsonSerializable(typeof(GateAction))]
[JsonSerializable(typeof(GateDecisionBody))]
[JsonSerializable(typeof(Page<GateDecisionBody>))]
[JsonSerializable(typeof(SloBody))]
[JsonSerializable(typeof(Page<FindingBody>))]
sealed partial class ApiJson : JsonSerializerContext;
