# Loads the assemblies in a load context of their own (OProf.Loader), so that no version of anything they bring meets one that
# another module brings.
# No cmdlet is called here but those of the engine itself: the first one of Management or Utility costs 100 ms and more.
$bin = [System.IO.Path]::GetFullPath("$PSScriptRoot/bin")
if (-not [System.IO.File]::Exists([System.IO.Path]::Combine($bin, 'OProf.PowerShell.dll'))) {
    # A checkout: the newest build.
    $newest = [datetime]::MinValue
    foreach ($configuration in 'Release', 'Debug') {
        $folder = [System.IO.Path]::GetFullPath("$PSScriptRoot/../src/OProf.PowerShell/bin/$configuration/net8.0")
        $file = "$folder/OProf.PowerShell.dll"
        if ([System.IO.File]::Exists($file) -and [System.IO.File]::GetLastWriteTimeUtc($file) -gt $newest) {
            $newest = [System.IO.File]::GetLastWriteTimeUtc($file)
            $bin = $folder
        }
    }
    if ($newest -eq [datetime]::MinValue) {
        throw 'OProf is not built here. Run: dotnet build -c Release'
    }
}

$null = [System.Reflection.Assembly]::LoadFrom([System.IO.Path]::Combine($bin, 'OProf.Loader.dll'))
$context = [OProf.Loader.ModuleLoadContext]::Current
$isReload = $null -ne $context
if (-not $isReload) {
    $context = [OProf.Loader.ModuleLoadContext]::new($bin)
}
elseif (-not $context.Folder.StartsWith([System.IO.Path]::GetFullPath("$PSScriptRoot/..") + [System.IO.Path]::DirectorySeparatorChar)) {
    # The assemblies of a context stay until the process ends. (In a checkout an older build stays, too.)
    throw "This process has loaded OProf from '$($context.Folder)'. Start a new pwsh for the one in '$PSScriptRoot'."
}
foreach ($name in 'OProf.Buffers', 'OProf.Capture', 'OProf.Analysis', 'OProf.PowerShell') {
    $assembly = $context.LoadOwn($name)
}

$inner = Import-Module -Assembly $assembly -PassThru
if ($isReload) {
    # An assembly that was imported before comes from the cache, and its cmdlets are not added to this module
    # (PowerShell issue 20710).
    $add = [System.Management.Automation.PSModuleInfo].GetMethod('AddExportedCmdlet', [System.Reflection.BindingFlags]'Instance, NonPublic')
    foreach ($cmdlet in $inner.ExportedCmdlets.Values) {
        $null = $add.Invoke($ExecutionContext.SessionState.Module, @(, $cmdlet))
    }
}

$null = $ExecutionContext.InvokeProvider.Item.Set('alias:Wait', 'Wait-OProfSession')

# Operators for Pester: for the one that is there, and for any that comes later, as soon as its Should is used.
. "$PSScriptRoot/OProf.Should.ps1"
$script:assertions = $assembly.GetType('OProf.PowerShell.Assertions.SessionAssertions')
$operators = [System.Activator]::CreateInstance($assembly.GetType('OProf.PowerShell.Assertions.PesterOperators'), @(, [System.Action[psmoduleinfo]] { param($pester) Register-ShouldOperator $pester }))
$lookup = [System.Delegate]::CreateDelegate([System.EventHandler[System.Management.Automation.CommandLookupEventArgs]], $operators, 'OnCommandLookup')
$ExecutionContext.InvokeCommand.PostCommandLookupAction = [System.Delegate]::Combine($ExecutionContext.InvokeCommand.PostCommandLookupAction, $lookup)
foreach ($existing in Get-Module Pester) { $operators.AddTo($existing) }
$null = $ExecutionContext.InvokeProvider.Item.Set('alias:Should-NotRegressFrom', 'Assert-OProfBaseline')
Export-ModuleMember -Cmdlet * -Alias Wait, Should-* -Function Assert-*

# Held by a variable, because the name of the type is not known to PowerShell any more when the module is on its way out.
$sessions = $assembly.GetType('OProf.PowerShell.ModuleSessions')
$ExecutionContext.SessionState.Module.OnRemove = {
    $ExecutionContext.InvokeCommand.PostCommandLookupAction = [System.Delegate]::Remove($ExecutionContext.InvokeCommand.PostCommandLookupAction, $lookup)
    $sessions::RemoveAll()
}
