# Operators for Pester's Should. Dot-sourced by OProf.psm1, so that the functions are the module's.
#
#   Should -HaveHotSpot 'pattern' -AtMost 12%          Should-HaveHotSpot 'pattern' -AtMost 12%
#   Should -CallFrom 'caller' -To 'callee'             Should-CallFrom 'caller' -To 'callee'
#   Should -LoseNoSample                               Should-LoseNoSample
#   Should -NotRegressFrom baseline.json -Within 5%    Should-NotRegressFrom baseline.json -Within 5%
#
# Pester 5 and 6 take operators by Add-ShouldOperator. Pester 6 has commands with a dash, too, and can be told to take these
# only (Should.DisableV5). A function of such a name would be warned of at each import, as Should is no verb to PowerShell;
# so they are aliases.
#
# Pester also gives the caller's session state to an operator, which none of these needs: it is left in $args.

function ConvertTo-ShouldOutcome($Result, $Because) {
    if ($Result -is [scriptblock]) {
        try { $Result = & $Result }
        catch [System.Management.Automation.MethodInvocationException] {
            # What cannot be judged is an error of the module's, with its id.
            $inner = $_.Exception.InnerException
            throw [System.Management.Automation.ErrorRecord]::new($inner, $(if ($inner.Error) { $inner.Error.Id } else { $_.FullyQualifiedErrorId }), 'InvalidArgument', $inner.Target)
        }
    }

    $message = $Result.FailureMessage
    if ($Because -and $message) { $message = "$message Because $Because." }
    [pscustomobject]@{ Succeeded = $Result.Succeeded; FailureMessage = $message; ExpectResult = $null }
}

function HaveHotSpot($ActualValue, [string[]] $Pattern, $AtMost, $AtLeast, [switch] $WithCallees, [string[]] $EventName, $Confidence, [switch] $Negate, [string] $Because) {
    <#
    .SYNOPSIS
    Asserts what part of the samples functions have, by the spread of the samples.
    .EXAMPLE
    $session | Should -HaveHotSpot 'parse_*' -AtMost 12%

    Passes unless parse_* and its like have more than 12 % of the samples.
    #>
    ConvertTo-ShouldOutcome { $script:assertions::HaveHotSpot($ActualValue, $Negate, $Pattern, $AtMost, $AtLeast, $WithCallees, $EventName, $Confidence) } $Because
}

function CallFrom($ActualValue, [string[]] $Caller, [string[]] $To, $AtMost, $AtLeast, [switch] $Direct, [string[]] $EventName, $Confidence, [switch] $Negate, [string] $Because) {
    <#
    .SYNOPSIS
    Asserts that functions are called from others, as the call chains of the samples have it.
    .EXAMPLE
    $session | Should -Not -CallFrom 'handle_request' -To 'fsync'

    Passes where no sample was taken in fsync below handle_request.
    #>
    ConvertTo-ShouldOutcome { $script:assertions::CallFrom($ActualValue, $Negate, $Caller, $To, $Direct, $AtMost, $AtLeast, $EventName, $Confidence) } $Because
}

function LoseNoSample($ActualValue, [switch] $Negate, [string] $Because) {
    <#
    .SYNOPSIS
    Asserts that a session lost none of its records.
    .EXAMPLE
    $session | Should -LoseNoSample

    Passes where everything that the kernel gave was delivered.
    #>
    ConvertTo-ShouldOutcome { $script:assertions::LoseNoSample($ActualValue, $Negate) } $Because
}

function NotRegressFrom($ActualValue, [string] $Path, $Within, $ShareWithin, $Confidence, [string[]] $Counter, [string] $FlameGraphPath, [switch] $Negate, [string] $Because) {
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

    $message = ''
    try { $ActualValue | Assert-OProfBaseline @options }
    catch {
        # What cannot be compared or decided is no answer, neither way.
        if ($_.FullyQualifiedErrorId -notlike 'OProfBaselineRegressed,*') { throw }
        $message = $_.TargetObject.FailureText
    }

    $succeeded = [bool] $message -eq [bool] $Negate
    if ($Negate -and -not $message) { $message = "Expected a regression from $Path, but there is none." }
    ConvertTo-ShouldOutcome ([pscustomobject]@{ Succeeded = $succeeded; FailureMessage = if ($succeeded) { '' } else { $message } }) $Because
}

# The same as commands, which need no Pester; under their aliases they are like those of Pester 6.
function Complete-Assertion($Outcome, $Cmdlet) {
    if ($Outcome.Succeeded) { return }
    $Cmdlet.ThrowTerminatingError([System.Management.Automation.ErrorRecord]::new(
            [System.Exception]::new($Outcome.FailureMessage), 'PesterAssertionFailed', [System.Management.Automation.ErrorCategory]::InvalidResult,
            @{ Message = $Outcome.FailureMessage; File = $null; Line = 0; LineText = ''; Terminating = $true }))
}

function Assert-OProfHotSpot {
    <#
    .SYNOPSIS
    Fails where functions have more, or less, of the samples than they should, by the spread of the samples.
    .EXAMPLE
    $session | Assert-OProfHotSpot 'parse_*' -AtMost 12%

    Fails where parse_* and its like have more than 12 % of the samples.
    .EXAMPLE
    $session | Assert-OProfHotSpot 'memcpy*' -AtMost 5% -WithCallees

    What these functions call counts for them, too.
    #>
    [CmdletBinding()]
    [Alias('Should-HaveHotSpot')]
    param(
        [Parameter(Mandatory, ValueFromPipeline)] $Actual,
        [Parameter(Mandatory, Position = 0)] [string[]] $Pattern,
        $AtMost, $AtLeast, [switch] $WithCallees, [string[]] $EventName, $Confidence, [string] $Because
    )
    begin { $values = [System.Collections.Generic.List[object]]::new() }
    process { $values.Add($Actual) }
    end {
        Complete-Assertion (HaveHotSpot -ActualValue $values -Pattern $Pattern -AtMost $AtMost -AtLeast $AtLeast -WithCallees:$WithCallees -EventName $EventName -Confidence $Confidence -Because $Because) $PSCmdlet
    }
}

function Assert-OProfCall {
    <#
    .SYNOPSIS
    Fails where functions are not called from others, as the call chains of the samples have it.
    .EXAMPLE
    $session | Assert-OProfCall 'handle_request' -To 'parse_*'

    Fails where no sample was taken in parse_* below handle_request.
    .EXAMPLE
    $session | Assert-OProfCall 'main_loop' -To 'malloc' -AtMost 10%

    Fails where more than 10 % of the samples in malloc come from main_loop.
    #>
    [CmdletBinding()]
    [Alias('Should-CallFrom')]
    param(
        [Parameter(Mandatory, ValueFromPipeline)] $Actual,
        [Parameter(Mandatory, Position = 0)] [string[]] $Caller,
        [Parameter(Mandatory, Position = 1)] [string[]] $To,
        $AtMost, $AtLeast, [switch] $Direct, [string[]] $EventName, $Confidence, [string] $Because
    )
    begin { $values = [System.Collections.Generic.List[object]]::new() }
    process { $values.Add($Actual) }
    end {
        Complete-Assertion (CallFrom -ActualValue $values -Caller $Caller -To $To -AtMost $AtMost -AtLeast $AtLeast -Direct:$Direct -EventName $EventName -Confidence $Confidence -Because $Because) $PSCmdlet
    }
}

function Assert-OProfNoLoss {
    <#
    .SYNOPSIS
    Fails where a session lost records.
    .EXAMPLE
    Start-OProfSession -Command ./parser, big.xml | Wait -PassThru | Assert-OProfNoLoss

    Fails where not everything that the kernel gave was delivered.
    #>
    [CmdletBinding()]
    [Alias('Should-LoseNoSample')]
    param([Parameter(Mandatory, ValueFromPipeline)] $Actual, [string] $Because)
    begin { $values = [System.Collections.Generic.List[object]]::new() }
    process { $values.Add($Actual) }
    end { Complete-Assertion (LoseNoSample -ActualValue $values -Because $Because) $PSCmdlet }
}

# Adds the operators to one import of Pester, whose list of them is its own and has room for 32.
function Register-ShouldOperator([psmoduleinfo] $Pester) {
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
