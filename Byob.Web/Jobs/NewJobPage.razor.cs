using System.Collections.Immutable;
using Byob.Shared.Chunks;
using Byob.Shared.Counting;
using Byob.Web.Dashboard.Presentation;
using Byob.Web.Datasets;
using Byob.Web.Ledger;
using Byob.Web.Storage;
using Microsoft.AspNetCore.Components;

namespace Byob.Web.Jobs;

/// <summary>The standard form: which data, how to count it, and where the result goes.</summary>
public sealed partial class NewJobPage
{
    private static readonly ImmutableArray<(DataSource Source, string Name)> Sources =
        [(DataSource.Dataset, "A dataset"), (DataSource.Upload, "A new upload"), (DataSource.Folder, "Master's folder")];

    private DataSource _source;
    private ImmutableArray<DatasetView> _all = [];
    private IReadOnlyList<FolderFile> _folder = [];
    private DatasetRoom? _room;
    private DatasetId? _dataset;
    private string? _path;
    private bool _foldCase;
    private int _minLength = 1;
    private string _resultName = "";
    private bool _nameIsOurs = true;
    private bool _nameTyped;
    private string _comment = "";
    private JobPriority _priority = JobPriority.Normal;
    private int? _cap;
    private VerificationMode _checks = VerificationMode.Off;
    private int _percent = TermsRules.UsualPercent;
    private string? _datasetRefusal;
    private string? _pathRefusal;
    private string? _refusal;
    private bool _busy;
    private bool _listening;

    [Inject]
    public required IJobs Jobs { get; set; }

    [Inject]
    public required IDatasets Datasets { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; set; }

    /// <summary>The dataset that is chosen at first.</summary>
    [SupplyParameterFromQuery]
    public Guid? Dataset { get; set; }

    private enum DataSource
    {
        Dataset,
        Upload,
        Folder,
    }

    private ImmutableArray<DatasetView> Choices => [.. _all.Where(dataset => dataset.State != DatasetState.Broken)];

    private DatasetView? Chosen => _all.FirstOrDefault(dataset => dataset.Id == _dataset);

    private Verification Verification => new(_checks, _checks == VerificationMode.SpotCheck ? _percent : 0);

    /// <summary>What is chosen in the fold, so that nobody has to open it to know.</summary>
    private string TermsSaid => TermsWords.InShort(new JobTerms(Actor.MemberId, _priority, _cap, Verification)) ?? "normal priority, all machines, no checks";

    private string? NameRefusal => _nameTyped || _resultName.Length > 0 ? ResultNameField.Fault(_resultName) : null;

    protected override object Shown() => (Same.As(_all), _room);

    protected override async Task OnInitializedAsync()
    {
        await base.OnInitializedAsync();
        _folder = Datasets.FolderFiles();
        Read();
        if (Choices.Length == 0)
            _source = DataSource.Upload;
        var wanted = Dataset is { } id ? new DatasetId(id) : Choices.FirstOrDefault(dataset => dataset.State == DatasetState.Ready)?.Id;
        if (_all.Any(dataset => dataset.Id == wanted))
            await ChooseAsync(wanted);
    }

    protected override void OnAfterRender(bool firstRender)
    {
        base.OnAfterRender(firstRender);
        if (!firstRender)
            return;
        _listening = true;
        Datasets.Changed += OnChanged;
    }

    protected override ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        Read();
        return ValueTask.CompletedTask;
    }

    protected override ValueTask CloseAsync()
    {
        if (_listening)
            Datasets.Changed -= OnChanged;
        return ValueTask.CompletedTask;
    }

    private void OnChanged() => _ = LookAgainAsync();

    private void Read()
    {
        _all = Datasets.All;
        _room ??= Datasets.Room();
    }

    private string NameOf(DatasetId? id) => _all.FirstOrDefault(dataset => dataset.Id == id)?.Name ?? "";

    private Task ChooseAsync(DatasetId dataset) => ChooseAsync((DatasetId?)dataset);

    private async Task ChooseAsync(DatasetId? dataset)
    {
        Read();
        _dataset = dataset;
        _datasetRefusal = null;
        // A name that the member typed is theirs.
        if (_nameIsOurs && Chosen is { } chosen)
            _resultName = await Jobs.SuggestResultNameAsync(chosen.Name, Closing);
    }

    private async Task TakePathAsync(string? path)
    {
        _path = path;
        if (path is null)
            return;
        var outcome = await Datasets.AddFromFolderAsync(path, Actor, Closing);
        _pathRefusal = outcome.Refusal;
        if (outcome.Ok)
            await ChooseAsync(outcome.Value.Id);
    }

    private void NameTyped(string name)
    {
        _resultName = name;
        _nameTyped = true;
        _nameIsOurs = false;
        _refusal = null;
    }

    private async Task SubmitAsync()
    {
        _nameTyped = true;
        _refusal = null;
        _datasetRefusal = Chosen switch
        {
            null => "Choose the data that is to be counted.",
            { State: DatasetState.Ready } => null,
            { State: DatasetState.Broken, Problem: var problem } => problem ?? "This dataset cannot be used.",
            _ => "Its bytes are not all here and measured yet. The job can be submitted as soon as they are.",
        };
        if (_datasetRefusal is not null || NameRefusal is not null || _busy)
            return;

        _busy = true;
        try
        {
            var submission = new JobSubmission(Chosen!.Id, _comment.Trim(), new CountOptions(_foldCase, _minLength), _resultName, _priority, _cap, Verification);
            var outcome = await Jobs.SubmitAsync(submission, Actor, Closing);
            if (outcome.Ok)
                Navigation.NavigateTo($"jobs/{outcome.Value.Number}");
            else
                _refusal = outcome.Refusal;
        }
        finally
        {
            _busy = false;
        }
    }
}
