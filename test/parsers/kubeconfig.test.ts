import {describe, expect, it} from 'vitest';
import {parseKubeconfig} from '../../src/parsers/kubeconfig.ts';
import {survivesDamage} from './damage.ts';

const agent = `apiVersion: v1
clusters:
- cluster:
    server: https://127.0.0.1:6443
    certificate-authority: /var/lib/rancher/rke2/agent/server-ca.crt
  name: local
contexts:
- context:
    cluster: local
    namespace: default
    user: user
  name: Default
current-context: Default
kind: Config
preferences: {}
users:
- name: user
  user:
    client-certificate: /var/lib/rancher/rke2/agent/client-kubelet.crt
    client-key: /var/lib/rancher/rke2/agent/client-kubelet.key
`;

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('parseKubeconfig', () => {
	it('reads paths', () => {
		expect(parseKubeconfig(agent)).toEqual({
			server: 'https://127.0.0.1:6443',
			certificateAuthority: {path: '/var/lib/rancher/rke2/agent/server-ca.crt'},
			clientCertificate: {path: '/var/lib/rancher/rke2/agent/client-kubelet.crt'},
			clientKey: {path: '/var/lib/rancher/rke2/agent/client-kubelet.key'},
			hasToken: false,
			isInsecure: false,
		});
	});

	it('reads embedded data of the current context', () => {
		const text = JSON.stringify({
			clusters: [
				{name: 'other', cluster: {server: 'https://192.0.2.1:6443'}},
				{
					name: 'default',
					cluster: {server: 'https://127.0.0.1:6443', 'certificate-authority-data': base64('ca')},
				},
			],
			contexts: [{name: 'default', context: {cluster: 'default', user: 'default'}}],
			'current-context': 'default',
			users: [
				{
					name: 'default',
					user: {'client-certificate-data': base64('cert'), 'client-key-data': base64('key')},
				},
			],
		});
		expect(parseKubeconfig(text)).toEqual({
			server: 'https://127.0.0.1:6443',
			certificateAuthority: {pem: 'ca'},
			clientCertificate: {pem: 'cert'},
			clientKey: {pem: 'key'},
			hasToken: false,
			isInsecure: false,
		});
	});

	it('keeps no token and removes the brackets that Calico puts around IPv4', () => {
		const text = `apiVersion: v1
kind: Config
clusters: [{name: local, cluster: {server: "https://[10.43.0.1]:443", insecure-skip-tls-verify: true}}]
users: [{name: calico, user: {token: "do-not-keep"}}]
`;
		const kubeconfig = parseKubeconfig(text);
		expect(kubeconfig).toEqual({server: 'https://10.43.0.1:443', hasToken: true, isInsecure: true});
		expect(parseKubeconfig(text.replace('[10.43.0.1]', '[fd00::1]')).server).toBe('https://[fd00::1]:443');
	});

	it.each([
		[
			'a context that does not exist',
			agent
				.replace('current-context: Default', 'current-context: gone')
				.replace('name: local', 'name: a\n- cluster: {server: x}\n  name: b'),
			'expected a cluster for the context gone, got none',
		],
		['no YAML', 'a: [', 'not YAML:'],
		['nothing', '', 'expected the kubeconfig to be an object, got nothing'],
	])('refuses %s', (_, text, message) => {
		expect(() => parseKubeconfig(text)).toThrow(message);
	});

	it('survives damage', () => {
		survivesDamage(parseKubeconfig, agent);
	});
});
