import {describe, expect, it} from 'vitest';
import {kubeconfigsFor} from '../../src/host/kubernetes-identities.ts';
import {type ApiPath, parseApiPath} from '../../src/host/kubernetes-path.ts';

describe('parseApiPath', () => {
	it.each<readonly [string, Partial<Extract<ApiPath, {kind: 'resource'}>>]>([
		['/api/v1/nodes', {group: '', resource: 'nodes'}],
		['/api/v1/nodes/n1', {resource: 'nodes', name: 'n1'}],
		['/api/v1/namespaces', {resource: 'namespaces'}],
		['/api/v1/namespaces/kube-system', {resource: 'namespaces', name: 'kube-system'}],
		['/api/v1/namespaces/a/configmaps/b', {namespace: 'a', resource: 'configmaps', name: 'b'}],
		['/api/v1/namespaces/a/pods/b/log', {namespace: 'a', resource: 'pods', name: 'b', subresource: 'log'}],
		['/apis/crd.projectcalico.org/v1/ippools', {group: 'crd.projectcalico.org', resource: 'ippools'}],
	])('takes %s apart', (path, expected) => {
		expect(parseApiPath(path)).toEqual({kind: 'resource', query: new Map(), ...{group: ''}, ...expected});
	});

	it.each([
		['/readyz', 'health'],
		['/livez/ping', 'health'],
		['/version', 'health'],
		['/api', 'discovery'],
		['/api/v1', 'discovery'],
		['/apis', 'discovery'],
		['/apis/cilium.io', 'discovery'],
		['/apis/cilium.io/v2', 'discovery'],
	])('%s is about %s', (path, kind) => {
		expect(parseApiPath(path)).toEqual({kind});
	});

	it.each([
		...[
			'',
			'api/v1/nodes',
			'/',
			'//api/v1/nodes',
			'/api/v1//nodes',
			'/api/v1/nodes/',
			'/metrics',
			'/openapi/v2',
		],
		...[
			'/api/v1/../secrets',
			'/api/v1/./nodes',
			'/api/v1/%6eodes',
			'/api/v1/nodes#x',
			'/api/v1/nodes?a=1?b=2',
		],
		...[
			'/api/v1/namespaces/a/pods/b/proxy/x',
			'/api/v1/nodes?a=1&a=2',
			'/healthz/../api',
			'/apis/a/v1/b/c d',
		],
	])('does not accept "%s"', path => {
		expect(parseApiPath(path)).toBeUndefined();
	});

	it('decodes the query', () => {
		const path = parseApiPath('/api/v1/pods?fieldSelector=spec.nodeName%3Dn1&limit=5');
		expect(path).toMatchObject({
			query: new Map([
				['fieldSelector', 'spec.nodeName=n1'],
				['limit', '5'],
			]),
		});
	});
});

const files = (path: string, role?: 'server' | 'agent'): readonly string[] =>
	kubeconfigsFor(parseApiPath(path) ?? {kind: 'health'}, role, '/data').map(file =>
		file.replace('/data/', ''),
	);

describe('kubeconfigsFor', () => {
	it.each([
		['/api/v1/nodes?resourceVersion=0', ['kubeproxy', 'kubelet']],
		['/api/v1/nodes/n1', ['kubeproxy', 'rke2controller', 'kubelet']],
		['/api/v1/services', ['kubeproxy', 'kubelet']],
		['/apis/discovery.k8s.io/v1/endpointslices', ['kubeproxy', 'rke2controller']],
		['/api/v1/pods?labelSelector=a%3Db', ['rke2controller']],
		['/api/v1/pods?fieldSelector=spec.nodeName%3Dn1', ['rke2controller', 'kubelet']],
		['/api/v1/namespaces/kube-system/configmaps/a', ['kubelet']],
		['/apis/helm.cattle.io/v1/namespaces/kube-system/helmcharts', ['rke2controller']],
		['/readyz', ['kubelet', 'kubeproxy', 'rke2controller']],
		['/apis/crd.projectcalico.org/v1/ippools', []],
		['/api/v1/namespaces/kube-system/configmaps', []],
		['/apis/other.io/v1/nodes', []],
	])('an agent reads %s as %j', (path, identities) => {
		expect(files(path, 'agent')).toEqual(identities.map(identity => `agent/${identity}.kubeconfig`));
	});

	it('a server is asked as admin first', () => {
		expect(files('/apis/crd.projectcalico.org/v1/ippools', 'server')).toEqual([
			'/etc/rancher/rke2/rke2.yaml',
			'server/cred/admin.kubeconfig',
		]);
		expect(files('/api/v1/services')).toEqual([
			'/etc/rancher/rke2/rke2.yaml',
			'server/cred/admin.kubeconfig',
			'agent/kubeproxy.kubeconfig',
			'agent/kubelet.kubeconfig',
		]);
	});
});
