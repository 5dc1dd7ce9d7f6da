# Operators for Pester's Should. Dot-sourced by OProf.psm1, so that the functions are the module's.
#
#   Should -HaveHotSpot 'pattern' -AtMost 12%          Should-HaveHotSpot 'pattern' -AtMost 12%
#   Should -CallFrom 'caller' -To 'callee'             Should-CallFrom 'caller' -To 'callee'
#   Should -LoseNoSample                               Should-LoseNoSample
#   Should -NotRegressFrom baseline.json -Within 5%    Should-NotRegressFrom baseline.json -Within 5%
#
# Pester 5 and 6 take operators by Add-ShouldOperator. Pester 6 has commands with a dash, too, and can be told to take these
# only (Should.DisableV5); they are plain functions that fail with Pester's error id.

function New-ShouldOutcome($Result, $Because) {
    $message = $Result.FailureMessage
    if ($Because -and $message) { $message = "$message Because $Because." }
    [pscustomobject]@{ Succeeded = $Result.Succeeded; FailureMessage = $message; ExpectResult = $null }
}

function HaveHotSpot($ActualValue, [string[]] $Pattern, $AtMost, $AtLeast, [switch] $WithCallees, [string[]] $Event, $Confidence, [switch] $Negate, $CallerSessionState, [string] $Because) {
    <#
    .SYNOPSIS
    Asserts what part of the samples functions have, by the spread of the samples.
    .EXAMPLE
    $session | Should -HaveHotSpot 'parse_*' -AtMost 12%

    Passes unless parse_* and its like have more than 12 % of the samples.
    #>
    New-ShouldOutcome ($script:assertions::HaveHotSpot($ActualValue, $Negate, $Pattern, $AtMost, $AtLeast, $WithCallees, $Event, $Confidence)) $Because
}

function CallFrom($ActualValue, [string[]] $Caller, [string[]] $To, $AtMost, $AtLeast, [switch] $Direct, [string[]] $Event, $Confidence, [switch] $Negate, $CallerSessionState, [string] $Because) {
    <#
    .SYNOPSIS
    Asserts that functions are called from others, as the call chains of the samples have it.
    .EXAMPLE
    $session | Should -Not -CallFrom 'handle_request' -To 'fsync'

    Passes where no sample was taken in fsync below handle_request.
    #>
    New-ShouldOutcome ($script:assertions::CallFrom($ActualValue, $Negate, $Caller, $To, $Direct, $AtMost, $AtLeast, $Event, $Confidence)) $Because
}

function LoseNoSample($ActualValue, [switch] $Negate, $CallerSessionState, [string] $Because) {
    <#
    .SYNOPSIS
    Asserts that a session lost none of its records.
    .EXAMPLE
    $session | Should -LoseNoSample

    Passes where everything that the kernel gave was delivered.
    #>
    New-ShouldOutcome ($script:assertions::LoseNoSample($ActualValue, $Negate)) $Because
}

function NotRegressFrom($ActualValue, [string] $Path, $Within, $ShareWithin, $Confidence, [string[]] $Counter, [string] $FlameGraphPath, [switch] $Negate, $CallerSessionState, [string] $Because) {
    <#
    .SYNOPSIS
    Asserts that a script block, measurements or sessions have not regressed from a baseline. See Assert-OProfBaseline.
    .EXAMPLE
    Measure-OProfCommand ./parser, big.xml -Repeat 10 -Profile | Should -NotRegressFrom parser.baseline.json -Within 2%

    Fails where a function's share has grown by more than 2 points, or a count by more than 2 %.
    #>
    $options = @{ Path = $Path }
    foreach ($name in 'Within', 'ShareWithin', 'Confidence', 'Counter', 'FlameGraphPath') {
        if ($PSBoundParameters.ContainsKey($name)) { $options[$name] = $PSBoundParameters[$name] }
    }

    # One script block is measured; anything else was measured before.
    $values = @($ActualValue)
    try {
        if ($values.Count -eq 1 -and $values[0] -is [scriptblock]) { $null = OProf\Assert-OProfBaseline @options -ScriptBlock $values[0] }
        else { $null = $values | OProf\Assert-OProfBaseline @options }
        $message = ''
    }
    catch {
        # What cannot be compared or decided is no answer, neither way.
        if ($_.FullyQualifiedErrorId -notlike 'OProfBaselineRegressed,*') { throw }
        $message = $_.TargetObject.FailureText
    }

    $succeeded = [bool] $message -eq [bool] $Negate
    if ($Negate -and -not $message) { $message = "Expected a regression from $Path, but there is none." }
    New-ShouldOutcome ([pscustomobject]@{ Succeeded = $succeeded; FailureMessage = if ($succeeded) { '' } else { $message } }) $Because
}

# An error as Pester makes them of its own assertions.
function Complete-Should($Outcome) {
    if ($Outcome.Succeeded) { return }
    [System.Management.Automation.ErrorRecord]::new(
        [System.Exception]::new($Outcome.FailureMessage), 'PesterAssertionFailed', [System.Management.Automation.ErrorCategory]::InvalidResult,
        @{ Message = $Outcome.FailureMessage; File = $null; Line = 0; LineText = ''; Terminating = $true })
}

function Should-HaveHotSpot {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseApprovedVerbs', '')]
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, ValueFromPipeline)] $Actual,
        [Parameter(Mandatory, Position = 0)] [string[]] $Pattern,
        $AtMost, $AtLeast, [switch] $WithCallees, [string[]] $Event, $Confidence, [string] $Because
    )
    begin { $values = [System.Collections.Generic.List[object]]::new() }
    process { $values.Add($Actual) }
    end {
        $failure = Complete-Should (HaveHotSpot $values $Pattern $AtMost $AtLeast -WithCallees:$WithCallees -Event $Event -Confidence $Confidence -Because $Because)
        if ($failure) { $PSCmdlet.ThrowTerminatingError($failure) }
    }
}

function Should-CallFrom {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseApprovedVerbs', '')]
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, ValueFromPipeline)] $Actual,
        [Parameter(Mandatory, Position = 0)] [string[]] $Caller,
        [Parameter(Mandatory, Position = 1)] [string[]] $To,
        $AtMost, $AtLeast, [switch] $Direct, [string[]] $Event, $Confidence, [string] $Because
    )
    begin { $values = [System.Collections.Generic.List[object]]::new() }
    process { $values.Add($Actual) }
    end {
        $failure = Complete-Should (CallFrom $values $Caller $To $AtMost $AtLeast -Direct:$Direct -Event $Event -Confidence $Confidence -Because $Because)
        if ($failure) { $PSCmdlet.ThrowTerminatingError($failure) }
    }
}

function Should-LoseNoSample {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseApprovedVerbs', '')]
    [CmdletBinding()]
    param([Parameter(Mandatory, ValueFromPipeline)] $Actual, [string] $Because)
    begin { $values = [System.Collections.Generic.List[object]]::new() }
    process { $values.Add($Actual) }
    end {
        $failure = Complete-Should (LoseNoSample $values -Because $Because)
        if ($failure) { $PSCmdlet.ThrowTerminatingError($failure) }
    }
}

function Should-NotRegressFrom {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseApprovedVerbs', '')]
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, ValueFromPipeline)] $Actual,
        [Parameter(Mandatory, Position = 0)] [string] $Path,
        $Within, $ShareWithin, $Confidence, [string[]] $Counter, [string] $FlameGraphPath, [string] $Because
    )
    begin { $values = [System.Collections.Generic.List[object]]::new() }
    process { $values.Add($Actual) }
    end {
        $options = @{} + $PSBoundParameters
        $options.Remove('Actual')
        $failure = Complete-Should (NotRegressFrom $values @options)
        if ($failure) { $PSCmdlet.ThrowTerminatingError($failure) }
    }
}

# Adds the operators to one import of Pester, whose list of them is its own and has room for 32.
function Add-ShouldOperators([psmoduleinfo] $Pester) {
    $add = $Pester.ExportedFunctions['Add-ShouldOperator']
    if (-not $add) { return }
    try {
        foreach ($name in 'HaveHotSpot', 'CallFrom', 'LoseNoSample', 'NotRegressFrom') {
            & $add -Name $name -InternalName $name -Test (Get-Item "function:$name").ScriptBlock -SupportsArrayInput
        }
    }
    catch {
        Write-Warning "OProf's operators could not be added to Pester $($Pester.Version): $_"
    }
}
