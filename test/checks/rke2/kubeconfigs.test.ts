import {expect, it, test} from 'vitest';
import check from '../../../checks/rke2/kubeconfigs.ts';
import {parseKubeconfig} from '../../../src/parsers/kubeconfig.ts';
import {attempt} from '../../../src/parsers/parsed.ts';
import {rke2Kubeconfigs} from '../../../src/probes/rke2.kubeconfigs.ts';
import {testCheck, told} from '../../../src/testing.ts';
import {probed} from '../../probes/run-probe.ts';
import {now} from '../builders.ts';
import {configurationOf} from './configuration.ts';

const agent = '/var/lib/rancher/rke2/agent';
const pathOf = (user: string) => `${agent}/${user}.kubeconfig`;
const subject = (user: string) => ({kind: 'File', name: pathOf(user)}) as const;
const textOf = (server: string, authority = `${agent}/server-ca.crt`) =>
	JSON.stringify({
		clusters: [{name: 'local', cluster: {server, 'certificate-authority': authority}}],
		users: [{name: 'user', user: {'client-certificate': `${agent}/client-kubelet.crt`}}],
		contexts: [{name: 'Default', context: {cluster: 'local', user: 'user'}}],
		'current-context': 'Default',
	});
const local = 'https://127.0.0.1:6443';
const at = (user: 'kubelet' | 'kubeproxy', text: string) => ({
	user,
	path: pathOf(user),
	kubeconfig: attempt(() => parseKubeconfig(text)),
});
const certificate = (name: string) => ({
	path: `${agent}/${name}.crt`,
	subject: `CN=${name}`,
	subjects: [`CN=${name}`],
	issuer: 'CN=rke2-client-ca@1',
	serialNumber: '01',
	notBefore: now,
	notAfter: now,
	isAuthority: false,
});
const healthy = {
	kubeconfigs: [at('kubelet', textOf(local))],
	certificates: [certificate('client-kubelet'), certificate('server-ca')],
	addresses: [
		{address: '10.0.0.2', link: 'eth0', family: 'ipv4', prefixLength: 24, scope: 'global', flags: []},
	] as const,
	configuration: configurationOf({}),
};

testCheck(test, check, {
	passes: {
		'as RKE2 writes them': {evidence: healthy},
		'IPv6 only': {evidence: {...healthy, kubeconfigs: [at('kubelet', textOf('https://[::1]:6443'))]}},
		'the API server of this node, bound to its address': {
			evidence: {...healthy, kubeconfigs: [at('kubelet', textOf('https://10.0.0.2:6443'))]},
		},
		'an agent without the load balancer': {
			evidence: {
				...healthy,
				kubeconfigs: [at('kubelet', textOf('https://10.0.0.1:6443'))],
				configuration: configurationOf({'disable-apiserver-lb': true}),
			},
		},
		'a node without kube-proxy': {
			evidence: {...healthy, kubeconfigs: [{user: 'kubeproxy', path: pathOf('kubeproxy')}]},
		},
	},
	fails: {
		'the address of a server that is gone': {
			evidence: {...healthy, kubeconfigs: [at('kubelet', textOf('https://10.0.0.99:6443'))]},
			findings: [
				{
					message: 'server',
					subject: subject('kubelet'),
					text: 'that the API is at https://10.0.0.99:6443, not at the load balancer of this node',
				},
			],
		},
		'the same told to kube-proxy, which is not how rke2-netdoctor asks': {
			evidence: {...healthy, kubeconfigs: [at('kubeproxy', textOf('https://10.0.0.99:6443'))]},
			findings: [{message: 'serverOfOthers', subject: subject('kubeproxy')}],
		},
		'on a server, where rke2-netdoctor asks as admin': {
			environment: {role: told('server')},
			evidence: {...healthy, kubeconfigs: [at('kubelet', textOf('https://10.0.0.99:6443'))]},
			findings: [{message: 'serverOfOthers', subject: subject('kubelet')}],
		},
		'an authority of before': {
			evidence: {...healthy, kubeconfigs: [at('kubeproxy', textOf(local, `${agent}/old-ca.crt`))]},
			findings: [{message: 'certificate', subject: subject('kubeproxy'), text: 'old-ca.crt'}],
		},
		'a file that the full disk left empty': {
			evidence: {...healthy, kubeconfigs: [at('kubelet', '')]},
			findings: [{message: 'broken', subject: subject('kubelet')}],
		},
	},
});

it('rke2.kubeconfigs reads what is there', () => {
	const found = probed(
		rke2Kubeconfigs,
		{[`cat ${pathOf('kubelet')}`]: textOf(local)},
		{dataDirectory: {path: '/var/lib/rancher/rke2'}},
	);
	expect(found.map(({user, kubeconfig}) => [user, kubeconfig?.ok])).toEqual([
		['kubelet', true],
		['kubeproxy', undefined],
		['rke2controller', undefined],
	]);
});
