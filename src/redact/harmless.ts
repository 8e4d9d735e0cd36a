/** A plain word, which YAML, JSON and a shell take as it stands. */
const maskForm = /^REDACTED_[\w-]+_[0-9a-f]{6}$/;

/** What a redactor has put there. */
export const isMask = (value: string): boolean => maskForm.test(value);

const nothing = /^(?:~|null|nil|none|true|false|yes|no|on|off|\d{1,3})?$/i;
const maskOfOthers =
	/^(?:\*+(?:[\w-]+\*+)?|\[?redacted\]?|\[?hidden\]?|\((?:hidden|none)\)|x{4,}|<[^<>]*>)$/i;
const template = /^(?:\$[A-Z_][A-Z0-9_]*|\$[({][^(){}]*[)}]|\{\{.*\}\})$/;
const path =
	/^(?:unix:\/\/|file:\/\/)?\/(?:etc|var|run|opt|usr|home|root|tmp|proc|sys|srv|mnt|data|host|lib|secrets?|certs?)\/\S*$/;
/** `ip token` and name services use the words of secrets for something else. */
const address = /^(?:[0-9a-f]*:[0-9a-f:.]*|\d+\.\d+\.\d+\.\d+)(?:\/\d+)?$/i;
const nameService = /^(?:files|compat|db)\b/;

/** What stands where a secret may stand and is none: nothing, a switch, a path, a template, a mask. */
export const isHarmless = (value: string, rule: string): boolean =>
	isMask(value) ||
	nothing.test(value) ||
	maskOfOthers.test(value) ||
	template.test(value) ||
	path.test(value) ||
	(rule === 'token' && address.test(value)) ||
	(rule === 'password' && nameService.test(value));
