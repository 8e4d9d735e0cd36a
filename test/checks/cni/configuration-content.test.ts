import {test} from 'vitest';
import check from '../../../checks/cni/configuration-content.ts';
import {testCheck} from '../../../src/testing.ts';
import {
	calicoConflist,
	calicoHelm,
	calicoNode,
	canalConflist,
	ciliumConflist,
	cniFile,
	helmOf,
} from '../builders.ts';
import {onCilium} from '../cilium-builders.ts';

const self = {name: 'node-2', toldBy: 'certificate of kubelet'};
const name = '10-canal.conflist';
const subject = {kind: 'File', name: `/etc/cni/net.d/${name}`} as const;
const canalHelm = helmOf(
	'apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: {name: rke2-canal, namespace: kube-system}\n',
);
const evidence = (content: unknown, helm = canalHelm) => ({files: [cniFile(name, content)], helm, self});
const [main, ...others] = canalConflist.plugins;
const withMain = (changes: object) => ({...canalConflist, plugins: [{...main, ...changes}, ...others]});
const dhcp = withMain({ipam: {type: 'dhcp'}});
const hostLocal = {...calicoConflist, plugins: [{type: 'calico', ipam: {type: 'host-local'}}]};

testCheck(test, check, {
	passes: {
		'as the chart of Canal writes it': {evidence: evidence(withMain({nodename: 'node-2'}))},
		'as the chart of Calico writes it': {
			evidence: evidence(calicoConflist, calicoHelm()),
			environment: calicoNode,
		},
		'host-local with Calico, by the values': {
			evidence: evidence(hostLocal, calicoHelm('installation:\n  cni:\n    ipam:\n      type: HostLocal\n')),
			environment: calicoNode,
		},
		'host-local with a Calico that is not of RKE2': {
			evidence: evidence(hostLocal, helmOf('')),
			environment: calicoNode,
		},
		'Cilium with portmap after it': {evidence: evidence(ciliumConflist), environment: onCilium},
		'Multus, which has another file to call': {
			evidence: evidence({name: 'multus-cni-network', plugins: [{type: 'multus-shim'}]}),
		},
		'another name, where that of this node is a guess': {
			evidence: {...evidence(withMain({nodename: 'node-9'})), self: {name: 'node-2', toldBy: 'host name'}},
		},
		'a file that cannot be read': {evidence: evidence('{')},
		'no file': {evidence: {...evidence(canalConflist), files: []}},
	},
	fails: {
		'portmap was put first': {
			evidence: evidence({...canalConflist, plugins: [...others, main]}),
			findings: [{message: 'order', subject, text: 'calls portmap before calico'}],
		},
		'addresses by DHCP': {
			evidence: evidence(dhcp),
			findings: [
				{message: 'ipam', subject, text: 'has dhcp give pods their addresses, where Canal has host-local'},
			],
		},
		'Calico with the IPAM of Canal': {
			evidence: evidence(hostLocal, calicoHelm()),
			environment: calicoNode,
			findings: [{message: 'installationIpam', subject, text: 'unless the Installation says the same'}],
		},
		'a copy from another node': {
			evidence: evidence(withMain({nodename: 'node-3'})),
			findings: [{message: 'nodeName', subject, text: 'names the node node-3, but this is node-2'}],
		},
	},
});
