import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseResolvConf, parseSandboxResolver} from '../../src/parsers/resolver-settings.ts';

describe('resolv.conf', () => {
	it('of systemd-resolved', () => {
		const text =
			'# This is /run/systemd/resolve/stub-resolv.conf managed by man:systemd-resolved(8).\n#nameserver 192.0.2.1\n\nnameserver 127.0.0.53\noptions edns0 trust-ad\nsearch corp.example\n';
		expect(parseResolvConf(text)).toEqual({
			servers: ['127.0.0.53'],
			searches: ['corp.example'],
			options: ['edns0', 'trust-ad'],
		});
	});
	it('with a comment behind an address, tabs, and two search lines', () => {
		expect(
			parseResolvConf(
				'domain old.example\nsearch a.example b.example\nnameserver\t10.0.0.53 # first\nnameserver fe80::1%eth0\n',
			),
		).toEqual({servers: ['10.0.0.53', 'fe80::1%eth0'], searches: ['a.example', 'b.example'], options: []});
	});
	it('any text gives words of it', () => {
		fc.assert(
			fc.property(fc.string(), text => {
				const {servers, searches, options} = parseResolvConf(text);
				expect([...servers, ...searches, ...options].every(word => text.includes(word))).toBe(true);
			}),
		);
	});
});

describe('crictl inspectp', () => {
	it('tells what the kubelet gave the pod', () => {
		const text = JSON.stringify({
			status: {id: '9aa7'},
			info: {
				config: {
					metadata: {name: 'web'},
					dns_config: {
						servers: ['10.43.0.10'],
						searches: ['shop.svc.cluster.local', 'svc.cluster.local', 'cluster.local'],
						options: ['ndots:5'],
					},
				},
			},
		});
		expect(parseSandboxResolver(text)).toEqual({
			servers: ['10.43.0.10'],
			searches: ['shop.svc.cluster.local', 'svc.cluster.local', 'cluster.local'],
			options: ['ndots:5'],
		});
	});
	it('tells nothing without its configuration', () => {
		expect(parseSandboxResolver('{"status": {}, "info": {"pid": 12}}')).toBeUndefined();
		expect(parseSandboxResolver('{"info": {"config": {"dns_config": {}}}}')).toEqual({
			servers: [],
			searches: [],
			options: [],
		});
	});
	it('damaged, it is an error or lists of texts', () => {
		fc.assert(
			fc.property(fc.json(), fc.nat(40), (text, cut) => {
				for (const damaged of [text, `{"info":{"config":{"dns_config":${text}}}}`, text.slice(0, cut)]) {
					try {
						const settings = parseSandboxResolver(damaged);
						expect(settings?.servers.every(server => typeof server === 'string') ?? true).toBe(true);
					} catch (error) {
						expect(error).toBeInstanceOf(Error);
					}
				}
			}),
		);
	});
});
