@{
    RootModule           = 'Module/OProf.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '6d2b7c0e-58a1-4a7f-9c35-0f6f3f5f1e6b'
    Author               = 'The OProf authors'
    CompanyName          = 'The OProf authors'
    Copyright            = '(c) The OProf authors'
    Description          = 'A sampling profiler for Linux on the kernel''s perf events: sessions, samples and reports as objects.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('Module/OProf.Format.ps1xml')
    TypesToProcess       = @('Module/OProf.Types.ps1xml')
    FunctionsToExport    = @('Assert-OProfCall', 'Assert-OProfHotSpot', 'Assert-OProfNoLoss')
    VariablesToExport    = @()
    CmdletsToExport      = @(
        'Add-OProfProbe'
        'Assert-OProfBaseline'
        'Compare-OProfCapture'
        'Connect-OProfSession'
        'Export-OProfCapture'
        'Get-OProfCallTree'
        'Get-OProfCookie'
        'Get-OProfEventType'
        'Get-OProfMarker'
        'Get-OProfProbe'
        'Get-OProfSample'
        'Get-OProfSession'
        'Get-OProfSource'
        'Get-OProfStatistic'
        'Import-OProfCapture'
        'Measure-OProfCommand'
        'Measure-OProfSample'
        'New-OProfBaseline'
        'Receive-OProfEvent'
        'Remove-OProfProbe'
        'Remove-OProfSession'
        'Resume-OProfSession'
        'Save-OProfEventPipe'
        'Save-OProfSession'
        'Show-OProfFlameGraph'
        'Start-OProfSession'
        'Stop-OProfSession'
        'Suspend-OProfSession'
        'Test-OProfEnvironment'
        'Wait-OProfSession'
        'Watch-OProfSession'
        'Write-OProfMark'
    )
    AliasesToExport      = @('Should-CallFrom', 'Should-HaveHotSpot', 'Should-LoseNoSample', 'Should-NotRegressFrom', 'Wait')
    PrivateData          = @{
        PSData = @{
            Tags       = @('Linux', 'Profiler', 'Profiling', 'Performance', 'perf', 'PSEdition_Core')
            LicenseUri = 'https://opensource.org/license/mit'
        }
    }
}
