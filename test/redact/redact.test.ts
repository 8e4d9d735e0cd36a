import {performance} from 'node:perf_hooks';
import {describe, expect, it} from 'vitest';
import {createRedactor} from '../../src/redact/redact.ts';
import {keyRules, patternRules} from '../../src/redact/rules.ts';
import {seeds, shapes} from './seeds.ts';

const redact = (text: string): string => createRedactor({salt: 'test'}).redact(text);

const secrets = ['s3cr3t-Value', 'hunter2', 'pä$$:w0rd', '0123456789abcdef0123456789abcdef'];

describe.each(Object.entries(seeds))('%s', (_, templates) => {
	it.each(templates)('%j', template => {
		for (const secret of secrets) {
			const text = template.replaceAll('{secret}', secret);
			const redacted = redact(text);
			expect(redacted).not.toContain(secret);
			expect(redacted).toMatch(/REDACTED_[a-z-]+_[0-9a-f]{6}/);
			expect(redacted.split('\n')).toHaveLength(text.split('\n').length);
			expect(redacted.replace(/REDACTED_[\w-]+/g, '').length).toBeLessThan(text.length);
			expect(redact(redacted)).toBe(redacted);
		}
	});

	it.each(templates)('keeps what surrounds the secret: %j', template => {
		// A string of JSON that was changed is written anew, without escapes that it does not need.
		const masked = redact(template.replaceAll('{secret}', 's3cr3tValue')).replaceAll('&', '\\u0026');
		const parts = template.split(/["']?\{secret\}(?:[ ,\\n]*\{secret\})?["']?/);
		for (const part of parts) {
			expect(masked).toContain(part.replaceAll('&', '\\u0026'));
		}
	});
});

describe('secrets that are known by their form', () => {
	it.each(Object.entries(shapes))('%s', (_, {text, secret, stays}) => {
		const redacted = redact(text);
		expect(redacted).not.toContain(secret);
		expect(redacted).toContain(stays ?? 'REDACTED_');
		expect(redacted.split('\n')).toHaveLength(text.split('\n').length);
		expect(redact(redacted)).toBe(redacted);
	});

	it('keeps when a JSON Web Token expires', () => {
		expect(redact(shapes['JSON Web Token']?.text ?? '')).toContain('REDACTED_jwt-exp-1735689600_');
	});
});

it('has enough seeds to mean something', () => {
	const count = Object.values(seeds).flat().length + Object.keys(shapes).length;
	expect(Object.keys(seeds).length).toBeGreaterThanOrEqual(20);
	expect(count).toBeGreaterThanOrEqual(60);
});

describe('what is no secret', () => {
	it.each([
		'[{"token":"::","ifname":"eth0"},{"token":"fd00::5","ifname":"eth1"}]',
		'{"expr":[{"ct":{"key":"state"}},{"meta":{"key":"l4proto"}}]}',
		'wireguardPersistentKeepAlive: 25s\nkeepalive: 10\n',
		'volumes:\n- name: x\n  secret:\n    secretName: rke2-serving\n    defaultMode: 420\n',
		'{"secret":{"secretName":"x"},"serviceAccountToken":{"path":"token","expirationSeconds":3607}}',
		'{"name":"TOKEN","valueFrom":{"secretKeyRef":{"name":"s","key":"token"}}}',
		'rke2 agent --token-file /etc/rancher/token --server https://10.0.0.1:9345',
		'the flag --token is required',
		'tokenPath: /var/run/secrets/token\nagent-token-file: /etc/x\n',
		'--client-key=/var/lib/rancher/rke2/agent/client-kubelet.key',
		'--service-account-signing-key-file=/x --anonymous-auth=false --enable-bootstrap-token-auth=true',
		'automountServiceAccountToken: false\ntoken: ""\npassword: null\npsk: 0\n',
		'encryption:\n  key: 3\n  encryption-key: 3\n',
		'passwd:         files systemd\nshadow: files\n',
		'token: $RKE2_TOKEN\npassword: {{ .Values.password }}\nsecret: <set>\npsk: "********"\n',
		'imagePullSecret: regcred\nexistingSecret: my-secret\n',
		'"Failed to get secret" secret="kube-system/tls-rancher" err="token expired: x"',
		'{"level":"error","msg":"open /x/token: permission denied","code":1}',
		'{"msg":"an error, invalid token: expired","time":"2026-08-22T10:00:00Z"}',
		'{"a":{},"msg":"{\\"err\\":\\"bad, password: wrong\\"}","b":[1]}',
		'cat: /var/lib/rancher/rke2/server/token: Permission denied',
		'[bearer token authentication] Basic functionality of bearer authenticationRequired',
		'  public key: xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=\n  preshared key: (hidden)\n',
		'wg0\txTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=\t(none)\t10.0.0.3:51820\t10.42.2.0/24\t0\t0\t0\toff\n',
		'{"PublicKey":"xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=","VtepMAC":"9a:11:5e:00:00:03"}',
		'image: rancher/x@sha256:6e0b4e0e4a3e4f3a1f7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c5b4a392817',
		'-----BEGIN CERTIFICATE-----\nMIIBdzCCAR2gAwIBAgIBADAKBggqhkjOPQQDAjAj\n-----END CERTIFICATE-----\n',
		'-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n',
		'client-certificate-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJ\n',
		'{"metadata":{"continue":"eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MX0","uid":"0a1b2c3d-0000-4000-8000-000000000000"}}',
		'https://[fd00::1]:6443/a@b https://10.0.0.1:6443/x?email=a@b ssh://git@github.com/x',
		'     rx_xdp_pass: 123456\n     tx_bypass: 9\n',
		'-A KUBE-SERVICES -d 10.43.0.9/32 -m comment --comment "default/secret:http2metrics cluster IP" -j X',
		'tcp ESTAB 0 0 10.0.0.1:22 10.0.0.2:5000 tcp-ulp-mptcp flags:Mmec token:0000(id:0)/2ffd2cd3(id:0)',
		'neighbor 10.0.0.2 as 64512; kernel 6.4.0; hmac(sha256) (trunc)',
		'eyJ'.repeat(10),
	])('%j', text => {
		expect(redact(text)).toBe(text);
	});
});

describe('masks', () => {
	it('are equal for equal secrets, whatever form they stand in', () => {
		const text = redact('token: a"b1\nRKE2_TOKEN=a"b1\n{"password":"a\\"b1"}\n["--token","a\\"b1"]');
		expect(new Set(text.match(/REDACTED_[\w-]+/g)).size).toBe(1);
	});

	it('differ for different secrets', () => {
		const text = redact('token: one1\nagent-token: two2\n');
		expect(new Set(text.match(/REDACTED_[\w-]+/g)).size).toBe(2);
	});

	it('stay the same for all texts of one redactor and differ between redactors', () => {
		const redactor = createRedactor();
		expect(redactor.redact('token: one1')).toBe(redactor.redact('token: one1'));
		expect(createRedactor().redact('token: one1')).not.toBe(redactor.redact('token: one1'));
	});

	it('are counted by rule', () => {
		const redactor = createRedactor({salt: 'test'});
		redactor.redact('token: one1\nagent-token: two2\nhttp://u:pw@h/\npsk: ""\n');
		redactor.redact('top secret', 'secret');
		expect(redactor.report()).toEqual([
			{rule: 'url-password', count: 1},
			{rule: 'token', count: 2},
			{rule: 'secret-file', count: 1},
		]);
	});

	it('replace a text that is a secret as a whole, line by line', () => {
		const redacted = createRedactor({salt: 'test'}).redact('a b\nc\n', 'secret');
		expect(redacted).toMatch(/^(REDACTED_secret-file_[0-9a-f]{6}) \1\n\1\n$/);
	});
});

it('says of every rule what it removes, under one name each', () => {
	const rules = [...keyRules, ...patternRules];
	expect(new Set(rules.map(({id}) => id)).size).toBe(rules.length);
	for (const {id, removes} of rules) {
		expect(id).toMatch(/^[a-z0-9-]+$/);
		expect(removes.length).toBeGreaterThan(10);
	}
	for (const {pattern} of patternRules) {
		expect(pattern.flags).toMatch(/^dgi?m?$/);
	}
});

describe('time', () => {
	const milliseconds = (text: string): number => {
		const {redact} = createRedactor({salt: 'test'});
		redact(text);
		const start = performance.now();
		redact(text);
		return performance.now() - start;
	};
	const rule =
		'-A KUBE-SVC-X -d 10.43.0.9/32 -p tcp -m comment --comment "default/a:https" -j KUBE-MARK-MASQ\n';

	it('is a few milliseconds for a large rule set', () => {
		// Published: about 1 ms for 100 kB. The margin is for a machine that does other things.
		expect(milliseconds(rule.repeat(10_000))).toBeLessThan(200);
	});

	it.each(
		Object.entries({
			spaces: ' ',
			'white space after a flag': `"--token"${' '.repeat(125_000)}`,
			'white space after a key': `token${' '.repeat(125_000)}`,
			backslashes: '\\',
			'unclosed quotes': 'token="',
			'open values': '"token":"',
			'block scalars': 'token: |\n ',
			'token heads': 'eyJ',
			'endless tokens': 'eyJaaaaaa.',
			'unclosed keys': '-----BEGIN PRIVATE KEY-----\n',
			'URLs without an end': 'mysql://a:',
			'names without an end': 'token-',
			comments: 'token: a #',
			'white space in values': `token: a${' '.repeat(3000)}b\n`,
			flows: '{token: ',
			'private keys in base64': 'LS0tLS1CRUdJTi',
		}),
	)('grows no worse than linear with %s', (_, piece) => {
		const text = piece.repeat(Math.ceil(250_000 / piece.length));
		expect(milliseconds(text)).toBeLessThan(3000);
	});
});
