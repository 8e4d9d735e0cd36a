import {test} from 'vitest';
import check from '../../../checks/cni/configuration-order.ts';
import {environmentOf, testCheck, told} from '../../../src/testing.ts';
import {canalConflist, ciliumConflist, cniFile, entries} from '../builders.ts';

const evidence = (contents: Readonly<Record<string, unknown>>) => ({
	files: Object.entries(contents).map(([name, content]) => cniFile(name, content)),
	entries: entries(...Object.keys(contents)),
});
const file = (name: string) => ({kind: 'File', name: `/etc/cni/net.d/${name}`}) as const;

const calicoConflist = {name: 'k8s-pod-network', plugins: [{type: 'calico', ipam: {type: 'calico-ipam'}}]};
const flannelConflist = {name: 'cbr0', plugins: [{type: 'flannel'}, {type: 'portmap'}]};
const bridge = {name: 'containerd-net', plugins: [{type: 'bridge', ipam: {type: 'host-local'}}]};
const multus = {name: 'multus-cni-network', type: 'multus', delegates: [canalConflist]};
const podman = {name: 'podman', plugins: [{type: 'bridge'}, {type: 'tuning'}]};

const {cni: canal, ...rest} = environmentOf();
const on = (value: 'canal' | 'calico' | 'cilium' | 'flannel') => ({...rest, cni: told(value)});

testCheck(test, check, {
	passes: {
		Canal: {evidence: evidence({'10-canal.conflist': canalConflist}), environment: {cni: canal}},
		Calico: {evidence: evidence({'10-calico.conflist': calicoConflist}), environment: on('calico')},
		'Calico with addresses from host-local': {
			evidence: evidence({'10-calico.conflist': canalConflist}),
			environment: on('calico'),
		},
		Cilium: {evidence: evidence({'05-cilium.conflist': ciliumConflist}), environment: on('cilium')},
		Flannel: {evidence: evidence({'10-flannel.conflist': flannelConflist}), environment: on('flannel')},
		'Multus before Canal': {
			evidence: evidence({'00-multus.conf': multus, '10-canal.conflist': canalConflist}),
			environment: {multus: told(true)},
		},
		'Cilium chained to Canal': {
			evidence: evidence({
				'05-chained.conflist': {...canalConflist, plugins: [...canalConflist.plugins, {type: 'cilium-cni'}]},
				'10-canal.conflist': canalConflist,
			}),
		},
		'Istio chained to Canal': {
			evidence: evidence({
				'10-canal.conflist': {...canalConflist, plugins: [...canalConflist.plugins, {type: 'istio-cni'}]},
			}),
		},
		'the file of podman, which is never reached': {
			evidence: evidence({'10-canal.conflist': canalConflist, '87-podman-bridge.conflist': podman}),
		},
		'no file at all, which is another finding': {evidence: evidence({})},
	},
	fails: {
		'a file of Cilium before that of Canal': {
			evidence: evidence({'05-cilium.conflist': ciliumConflist, '10-canal.conflist': canalConflist}),
			findings: [
				{
					message: 'shadowed',
					subject: file('05-cilium.conflist'),
					text: '/etc/cni/net.d/05-cilium.conflist comes before /etc/cni/net.d/10-canal.conflist',
				},
			],
		},
		'a broken file of Cilium before that of Canal': {
			evidence: evidence({'05-cilium.conflist': '{', '10-canal.conflist': canalConflist}),
			findings: [{message: 'shadowed', subject: file('05-cilium.conflist'), text: 'Cilium instead of Canal'}],
		},
		'a left-over of Calico before that of Canal': {
			evidence: evidence({'10-calico.conflist': calicoConflist, '10-canal.conflist': canalConflist}),
			findings: [{message: 'shadowed', subject: file('10-calico.conflist')}],
		},
		'the default of containerd': {
			evidence: evidence({'10-Containerd-net.conflist': bridge, '10-flannel.conflist': flannelConflist}),
			environment: on('flannel'),
			findings: [
				{message: 'shadowed', subject: file('10-Containerd-net.conflist'), text: 'the plugin bridge'},
			],
		},
		'only the file of another CNI': {
			evidence: evidence({'05-cilium.conflist': ciliumConflist}),
			findings: [
				{message: 'foreign', subject: file('05-cilium.conflist'), text: 'no configuration of Canal'},
			],
		},
		'a plugin that may call Canal itself': {
			evidence: evidence({
				'00-danm.conf': {name: 'danm', type: 'danm'},
				'10-canal.conflist': canalConflist,
			}),
			findings: [{message: 'unknown', subject: file('00-danm.conf'), text: 'danm'}],
		},
		'a left-over of Flannel behind that of Canal': {
			evidence: evidence({'10-canal.conflist': canalConflist, '10-flannel.conflist': flannelConflist}),
			findings: [{message: 'waiting', subject: file('10-flannel.conflist'), text: 'Flannel'}],
		},
	},
});
