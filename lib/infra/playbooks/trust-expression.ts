/** What a playbook puts into a role's trust policy, as JSONata. */
export interface TrustDeny {
  /** The Sid of its statements; a further one, where this is taken, has eight more characters. */
  readonly sid: string;
  /** The statement as an object, from `$sid` and the list `$values`. */
  readonly statement: string;
  /** The value that the target is denied by. */
  readonly value: string;
}

/**
 * JSONata functions. `$difference($before, $after, '')` is the path of the first place where two documents say
 * different things, nothing where they say the same: `firstDifference` of the domain, which tests hold it to.
 */
export const differenceFunctions = `
$list := function($value) { $type($value) = 'array' ? $value : [$value] };
$texts := function($values) { $count($filter($values, function($value) { $type($value) != 'string' })) = 0 };
$sorted := function($values) { $string([$sort([$distinct($values)])]) };
$difference := function($before, $after, $path) {
  $type($before) = 'object' and $type($after) = 'object' ? [$map(
    [$sort([$distinct($append([$keys($before)], [$keys($after)]))])],
    function($key) { (
      $place := $path = '' ? $key : $path & '.' & $key;
      $key in $keys($before) and $key in $keys($after)
        ? $difference($lookup($before, $key), $lookup($after, $key), $place)
        : $place
    ) }
  )][0]
  : $type($before) != 'array' and $type($after) != 'array' ? ($before != $after ? $path)
  : (
    $left := $list($before);
    $right := $list($after);
    $texts($left) and $texts($right) ? ($sorted($left) != $sorted($right) ? $path)
    : $count($left) != $count($right) ? $path
    : [$map($left, function($value, $at) { $difference($value, $right[$at], $path & '[' & $at & ']') })][0]
  )
};`;

/**
 * Functions over a trust policy. `$isWardens`: a deny that carries a Sid of the warden. `$isOurs`: one that is, but for
 * its values, exactly what this playbook writes; whatever somebody made of it is none. `$without`: the policy without
 * denies of the warden, which is what everybody else wrote.
 */
const trustFunctions = ({ statement, value }: TrustDeny) => `${differenceFunctions}
$wanted := ${value};
$statements := function($document) { $list($lookup($document, 'Statement')) };
$deny := function($sid, $values) { ${statement} };
$valuesOf := function($one) { [$one.Condition.*.*] };
$isWardens := function($one) {
  $one.Effect = 'Deny' and ($one.Principal = '*' or $one.Principal = {'AWS': '*'})
  and $contains($string($one.Sid), /^NhiDeny(Claim|ServiceAccount|Principal)/)
};
$isOurs := function($one) {
  $isWardens($one)
  and $not($exists($difference($deny($one.Sid, $valuesOf($one)), $merge([$one, {'Principal': '*'}]), '')))
};
$holds := function($one) { $isOurs($one) and $wanted in $valuesOf($one) };
$isDenied := function($document) { $count($filter($statements($document), $holds)) > 0 };
$without := function($document) {
  $merge([$document, {'Statement': [$filter($statements($document), function($one) { $not($isWardens($one)) })]}])
};`;

/** An expression is one line of a definition. No text in these holds a line's end. */
const oneLine = (jsonata: string) => jsonata.replace(/\s*\n\s*/g, " ");

/** The text of the trust policy in an answer of GetRole, which has it URL-encoded (RFC 3986). */
export const trustText = "$decodeUrlComponent($states.result.Role.AssumeRolePolicyDocument)";

/** Whether the deny stands in the trust policy that IAM shows. */
export const isDeniedInTrust = (deny: TrustDeny) =>
  oneLine(`(${trustFunctions(deny)} $isDenied($parse(${trustText})))`);

/**
 * From the trust policy that IAM shows: `denied`, whether the deny stands there; `contained`, the text with it, in
 * front or as one more value of a deny that is ours; `keeps`, whether everything else says what it said. Where it would
 * not, `contained` is the text as it is.
 */
export const denyInTrust = (deny: TrustDeny) =>
  oneLine(`(${trustFunctions(deny)}
$text := ${trustText};
$document := $parse($text);
$isDenied($document) ? {'denied': true, 'contained': $text, 'keeps': true} : (
  $all := $statements($document);
  $ours := [$map($all, function($one, $at) { $isOurs($one) ? $at })][0];
  $sid := '${deny.sid}' in $all.Sid ? '${deny.sid}' & $substring($hash($text, 'SHA-256'), 0, 8) : '${deny.sid}';
  $made := $merge([$document, {'Statement': $exists($ours)
    ? [$map($all, function($one, $at) { $at = $ours ? $deny($one.Sid, $append($valuesOf($one), $wanted)) : $one })]
    : $append([$deny($sid, [$wanted])], $all)}]);
  $keeps := $not($exists($difference($without($document), $without($parse($string($made))), '')));
  {'denied': false, 'contained': $keeps ? $string($made) : $text, 'keeps': $keeps}
))`);

/**
 * What a release finds in the trust policy that IAM shows, against what the containment left (JSONata of a text):
 * `left`, `before` where the deny is gone and the rest is as it was, else where somebody changed it.
 */
export const standingInTrust = (deny: TrustDeny, left: string) =>
  oneLine(`(${trustFunctions(deny)}
$document := $parse(${trustText});
$was := $parse(${left});
$made := [$filter($statements($was), $holds)];
$sid := $made[0].Sid;
$remade := [$filter($statements($document), function($one) { $one.Sid = $sid and $not($isOurs($one)) })];
$place := $count($remade) > 0 ? 'Sid ' & $sid : $difference($without($was), $without($document), '');
$exists($place) ? 'drifted at ' & ($place = '' ? 'the whole' : $substring($replace($place, /[^ -~]/, '?'), 0, 200))
  : $isDenied($document) ? 'left' : 'before')`);

/**
 * The text of the trust policy that IAM shows without this deny: the text of before (JSONata), byte for byte, where it
 * then says the same.
 */
export const liftFromTrust = (deny: TrustDeny, before: string) =>
  oneLine(`(${trustFunctions(deny)}
$document := $parse(${trustText});
$lifted := $merge([$document, {'Statement': [$map($statements($document), function($one) {
  $isOurs($one) ? (
    $rest := [$filter($valuesOf($one), function($value) { $value != $wanted })];
    $count($rest) > 0 ? $deny($one.Sid, $rest)
  ) : $one
})]}]);
$exists($difference($lifted, $parse(${before}), '')) ? $string($lifted) : ${before})`);
