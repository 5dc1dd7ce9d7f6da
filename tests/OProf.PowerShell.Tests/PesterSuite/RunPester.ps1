<#
.SYNOPSIS
Runs Pester files and writes one JSON object a test, on a line of its own, to a file.
#>
param(
    [Parameter(Mandatory)] [string[]] $Path,
    [Parameter(Mandatory)] [string] $ResultPath,
    [switch] $DiscoverOnly
)
$ErrorActionPreference = 'Stop'
$pester = Get-Module Pester -ListAvailable | Where-Object Version -GE 5.5 | Sort-Object Version | Select-Object -Last 1
if (-not $pester) {
    Write-Output 'Pester 5.5 or later is not installed.'
    exit 77
}
Import-Module $pester.Path
$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path -split ';'
$configuration.Run.PassThru = $true
$configuration.Run.SkipRun = [bool] $DiscoverOnly
$configuration.Output.Verbosity = 'None'
$result = Invoke-Pester -Configuration $configuration

# Pester fills a name's <placeholders> in only when the test runs; here they are filled in the same way before and after.
function Get-TestName {
    param($Test)
    $name = [regex]::Replace("$($Test.Name)", '<(\w+)>', {
            param($match)
            $key = $match.Groups[1].Value
            $data = $Test.Data
            if ($key -eq '_') { "$data" }
            elseif ($data -is [System.Collections.IDictionary] -and $data.Contains($key)) { "$($data[$key])" }
            else { $match.Value }
        })
    (@($Test.Path | Select-Object -SkipLast 1) + $name) -join '.'
}

$lines = [System.Collections.Generic.List[string]]::new()
foreach ($container in $result.Containers) {
    foreach ($failure in $container.ErrorRecord) {
        $lines.Add((ConvertTo-Json -Compress @{
                    File = [System.IO.Path]::GetFileName("$($container.Item)"); Test = ''; Result = 'Failed'; Message = "$failure"
                }))
    }
}
foreach ($test in $result.Tests) {
    $message = @($test.ErrorRecord | ForEach-Object { "$($_.Exception.Message)`n$(@($_.ScriptStackTrace -split "`n") -match '\.Tests\.ps1' -join "`n")" }) -join "`n"
    $lines.Add((ConvertTo-Json -Compress @{
                File    = [System.IO.Path]::GetFileName("$($test.ScriptBlock.File)")
                Test    = Get-TestName $test
                Result  = "$($test.Result)"
                Message = $message
            }))
}
foreach ($block in $result.FailedBlocks) {
    $lines.Add((ConvertTo-Json -Compress @{
                File    = [System.IO.Path]::GetFileName("$($block.ScriptBlock.File)")
                Test    = ''
                Result  = 'Failed'
                Message = "$($block.ExpandedPath): $($block.ErrorRecord)"
            }))
}
[System.IO.File]::WriteAllLines($ResultPath, $lines)
