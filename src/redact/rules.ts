/** Removes the value of keys by their name, in its kebab form: `RKE2_TOKEN` and `rke2Token` are `rke2-token`. */
export interface KeyRule {
	readonly id: string;
	readonly removes: string;
	readonly key: RegExp;
	readonly unless?: RegExp;
	/** What a value must look like to be removed. */
	readonly accepts?: (value: string) => boolean;
}

/** Removes what looks like a secret, wherever it stands. */
export interface PatternRule {
	readonly id: string;
	readonly removes: string;
	/** Every match holds one of these: a text without them is not searched. */
	readonly hints: readonly string[];
	/** Global, linear in time; has the flag `d`. Its group is removed, piece by piece where it spans lines. */
	readonly pattern: RegExp;
	readonly accepts?: (secret: string) => boolean;
	/** What the mask still tells. */
	readonly keeps?: (secret: string) => string | undefined;
}

const decode = (text: string, encoding: 'base64' | 'base64url' = 'base64'): string =>
	Buffer.from(text, encoding).toString('latin1');

const isUserAndPassword = (value: string): boolean =>
	/^[A-Za-z0-9+/]{4,}={0,2}$/.test(value) && /^[^\0-\x1F:]+:[^\0-\x1F]+$/.test(decode(value));

/** Tells tokens from the words of a sentence. */
const isOpaque = (value: string): boolean =>
	/\d/.test(value) || (value.length > 32 && /[a-z][A-Z]/.test(value));

const isReference = (value: string): boolean => /^[a-z0-9.-]+\/[a-z0-9.-]+$/.test(value);

/** `exp` of a JSON Web Token: whether a CNI's token is stale is evidence, the token is not. */
const expiry = (jwt: string): string | undefined => {
	const seconds = /"exp":\s*(\d{1,12})\b/.exec(decode(jwt.split('.')[1] ?? '', 'base64url'))?.[1];
	return seconds === undefined ? undefined : `exp-${seconds}`;
};

/** A text in which this finds nothing holds no key of any key rule. */
export const keyTrigger =
	/token|pass|pwd|secret|psk|credential|dockerc|auth|[cdeginprst][-_. ]?key|key[-_. ]?data/gi;

/** Keys of RKE2 and Kubernetes, and those that Helm values and system files use; the first that fits counts. */
export const keyRules: readonly KeyRule[] = [
	{
		id: 'token',
		removes: 'values of keys that end in token: token, agent-token, RKE2_TOKEN, kubeconfig tokens',
		key: /token$/,
	},
	{
		id: 'password',
		removes: 'values of keys that end in password, passwd, passphrase or passcode',
		key: /pass-?(?:word|wd|phrase|code)$/,
	},
	{
		id: 'short-password',
		removes: 'values of keys that end in _pass or _pwd; counters stay',
		key: /[^-]-(?:pass|pwd)$/,
		accepts: value => !/^\d+$/.test(value),
	},
	{
		id: 'secret',
		removes: 'values of keys that end in secret; names of Kubernetes Secrets stay',
		key: /secret$/,
		unless: /(?:pull|existing|tls|values)-?secret$/,
		accepts: value => !isReference(value),
	},
	{
		id: 'pre-shared-key',
		removes: 'values of keys that end in psk or preshared-key: flannel, WireGuard, Wi-Fi',
		key: /psk$|shared-?key$/,
	},
	{
		id: 'private-key',
		removes: 'values of keys that end in private-key, key-data (kubeconfig) or fastopen-key',
		key: /private-?key$|key-?data$|fast-?open-?key$/,
	},
	{
		id: 'access-key',
		removes: 'values of access, secret, API, signing and encryption keys: S3, AWS, Cilium IPsec',
		key: /(?:secret|access|api|encryption|signing|auth|master|account|storage|session|ipsec|hmac)-?key(?:-?id)?$|wep-?key\d?$/,
	},
	{id: 'credential', removes: 'values of keys that end in credentials', key: /credentials?$/},
	{
		id: 'registry-auth',
		removes: 'user:password of container registries in base64',
		key: /(?:^|-)auth$/,
		accepts: isUserAndPassword,
	},
	{
		id: 'registry-config',
		removes: 'credentials of image pull Secrets (.dockerconfigjson, .dockercfg)',
		key: /docker-?(?:config-?json|cfg)$/,
	},
];

export const patternRules: readonly PatternRule[] = [
	{
		id: 'pem-private-key',
		removes: 'private keys in PEM; certificates and public keys stay',
		hints: ['PRIVATE KEY'],
		pattern:
			/-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----((?:(?!-----)[\s\S]){1,65536}(?=-----END)|(?:(?:\s|\\+[nrt])+[A-Za-z0-9+/=]+(?![\w-]))+)/dg,
	},
	{
		id: 'pem-private-key-base64',
		removes: 'private keys in PEM that are base64 once more',
		hints: ['LS0tLS1CRUdJTi'],
		pattern: /(LS0tLS1CRUdJTi[A-Za-z0-9+/]+={0,2})/dg,
		accepts: blob => decode(blob).includes('PRIVATE KEY'),
	},
	{
		id: 'jwt',
		removes: 'JSON Web Tokens; the mask keeps when they expire',
		hints: ['eyJ'],
		// The second branch steps over what is no token, so that long base64 is read once.
		pattern: /(eyJ[\w-]{5,}(?:\.[\w-]+){2,4})|eyJ[\w-]*/dg,
		keeps: expiry,
	},
	{
		id: 'jwt-base64',
		removes: 'JSON Web Tokens that are base64 once more',
		hints: ['ZXlK'],
		pattern: /(ZXlKa[A-Za-z0-9+/]{60,}={0,2})/dg,
		accepts: blob => /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(decode(blob)),
	},
	{
		id: 'rke2-token',
		removes: 'join tokens of RKE2: K10…::server:…',
		hints: ['K10'],
		pattern: /(K10[0-9a-f]{64}::[^\s"'\\,;\0]+)/dg,
	},
	{
		id: 'authorization',
		removes: 'credentials in Authorization headers',
		hints: ['uthorization', 'AUTHORIZATION'],
		pattern: /authorization[^\w\n]{1,10}(?:bearer|token|negotiate|digest)[ \t]+([^\s"'\\]+)/dgi,
	},
	{
		id: 'bearer',
		removes: 'bearer tokens',
		hints: ['earer', 'EARER'],
		pattern: /bearer(?:\s|%20)+([\w.~+/=:-]{6,})/dgi,
		accepts: isOpaque,
	},
	{
		id: 'basic-auth',
		removes: 'user:password of basic authentication in base64',
		hints: ['asic', 'ASIC'],
		pattern: /basic(?:\s|%20)+([A-Za-z0-9+/]{4,}={0,2})/dgi,
		accepts: isUserAndPassword,
	},
	{
		id: 'url-password',
		removes: 'passwords in URLs and in datastore endpoints; user and host stay',
		hints: ['://'],
		pattern:
			/(?:mysql|postgres(?:ql)?|mssql|sqlserver):\/\/[^\s:/@"'\\]{0,256}:([^\s"'\\]{1,256})@|:\/\/[^\s:/@"'\\]*:((?:[^\s:/?#@"'\\]|:|\\u[0-9a-fA-F]{4})+)@/dg,
	},
	{
		id: 'proxy-password',
		removes: 'passwords of proxies that are given without a scheme',
		hints: ['roxy', 'ROXY'],
		pattern: /proxy\\*["']?[ \t]*[:=][ \t]*\\*["']?[^\s:/@"'\\,]{1,256}:([^\s@"'\\/,]{1,256})@/dgi,
	},
	{
		id: 'aws-key',
		removes: 'access key ids of AWS',
		hints: ['AKIA', 'ASIA'],
		pattern: /(A[KS]IA[A-Z0-9]{16})(?![A-Za-z0-9+/])/dg,
	},
	{
		id: 'rancher-token',
		removes: 'API tokens of Rancher; their names stay',
		hints: ['token-', 'kubeconfig-'],
		pattern: /(?:token|kubeconfig)-[\w.-]{1,100}:([a-z0-9]{54})(?![a-z0-9])/dg,
	},
	{
		id: 'service-token',
		removes: 'tokens of GitHub, GitLab, npm and Slack',
		hints: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_', 'glpat-', 'npm_', 'xox'],
		pattern:
			/(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{40,}|glpat-[\w-]{20,}|npm_[A-Za-z0-9]{36}|xox[abprs]-[\w-]{20,})/dg,
	},
	{
		id: 'map-entry',
		removes:
			'values of labels and annotations that end in token, password or secret, as protobuf prints them',
		hints: ['value:'],
		pattern:
			/\bkey:\\*"[\w./-]{0,200}(?:token|password|secret)\\*"\s{1,2}value:\\*"([^"\\]{1,4096})(?=\\*")/dg,
	},
	{
		id: 'ipsec-key',
		removes: 'keys of IPsec: `ip xfrm state`, Cilium key files',
		hints: ['(aes)', 'hmac('],
		pattern: /\w\((?:\w+|\w+\(\w+\))\)\s+((?:0x)?[0-9a-f]{32,})/dg,
	},
	{
		id: 'wireguard-key',
		removes: 'private and pre-shared keys in `wg show dump`; public keys stay',
		hints: ['=\t'],
		pattern:
			/^(?:[\w.-]{1,15}\t)?(?:([A-Za-z0-9+/]{43}=)\t[A-Za-z0-9+/]{43}=\t\d+\t|[A-Za-z0-9+/]{43}=\t([A-Za-z0-9+/]{43}=)\t)/dgm,
	},
	{
		id: 'routing-password',
		removes: 'passwords of BGP and VRRP in BIRD, FRR and keepalived configuration',
		hints: ['password', 'auth_pass'],
		pattern:
			/\bpassword[ \t]+\\*"([^"\\\s]{1,256})(?=\\*")|(?:neighbor[ \t]+\S{1,64}[ \t]+password|auth_pass)[ \t]+([^"\\\s]{1,256})/dg,
	},
];

/** Files that hold nothing but a secret; their whole text is removed. */
export const secretFile = {
	id: 'secret-file',
	removes: 'the content of files that are a secret: node password, tokens, keys',
	path: /\/(?:rancher\/node\/password|server\/(?:[\w-]*token|cred\/(?:passwd|ipsec\.psk|encryption-[\w.-]+))|serviceaccount\/token|[\w.-]+\.key)$/,
} as const;

/** What the rule of this id removes, for a person. */
export const removes = (id: string): string =>
	[...patternRules, ...keyRules, secretFile].find(rule => rule.id === id)?.removes ?? '';
