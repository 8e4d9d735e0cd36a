import {defineCheck, flannelDevicesOf, linkLine} from 'rke2-netdoctor';

export default defineCheck({
	id: 'flannel/pod-mtu',
	title: 'New pods get an MTU that the tunnel carries',
	rationale:
		'The plugin flannel gives each pod the MTU that flanneld wrote to /run/flannel/subnet.env when it started. Where the interface below was changed since, the device of the tunnel and the file may differ; packets of pods that are larger than the tunnel carries are lost.',
	when: {cni: ['flannel'], backend: ['vxlan']},
	needs: {subnetEnv: 'flannel.subnet-env', links: 'ip.link'},
	messages: {
		tooLarge: {
			severity: 'warning',
			text: 'New pods get MTU {mtu} from /run/flannel/subnet.env, but {device} carries {carries}: large packets to other nodes are lost',
			guide: {
				steps: [
					{text: 'ip -d link show {device}; grep MTU /run/flannel/subnet.env'},
					{
						text: 'If the interface below it carries {mtu} bytes and the header of the tunnel: ip link set {device} mtu {mtu}, and find what lowered it (a .link file, a script)',
						changes: 'node',
					},
					{
						text: 'Else kubectl -n kube-system delete pod -l app=flannel --field-selector spec.nodeName={node}: flanneld writes the file again',
						changes: 'cluster',
					},
					{text: 'Restart the pods of this node that have the old MTU', changes: 'cluster'},
				],
				links: ['flannel/mtu', 'flannel/configuration'],
			},
			explains: ['overlay/mtu-chain#runningPods'],
		},
	},
	*run({subnetEnv: {written}, links}, {finding, environment}) {
		const mtu = written?.mtu;
		const devices = flannelDevicesOf(environment, links).flatMap(({link}) => link ?? []);
		const [narrowest] = devices.toSorted((one, other) => one.mtu - other.mtu);
		if (mtu !== undefined && narrowest !== undefined && mtu > narrowest.mtu) {
			const {name, mtu: carries} = narrowest;
			yield finding(
				'tooLarge',
				{mtu, device: name, carries, node: environment.nodeName.value ?? '$(hostname)'},
				{kind: 'Interface', name},
				{
					evidence: [
						{from: 'subnetEnv', excerpt: `FLANNEL_MTU=${mtu}`},
						{from: 'links', excerpt: linkLine(narrowest)},
					],
				},
			);
		}
	},
});
