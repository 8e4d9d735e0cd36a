import {brokenBy, defineCheck, felixSetting, flannelDevicesOf, reachedOf, vxlanLine} from 'rke2-netdoctor';

/** What RKE2's Calico has on every node, unless its FelixConfiguration says otherwise. */
const usual = {vxlanVNI: 4096, vxlanPort: 4789} as const;

export default defineCheck({
	id: 'calico/vxlan-parameters-unusual',
	title: 'vxlan.calico has the usual VNI and port, or other nodes answer through it',
	rationale:
		'An agent may not read what Felix is told. Where no other node answers through the tunnel, and the device has another VNI or UDP port than Calico on RKE2 has unless somebody changed it for the whole cluster, the nodes most likely speak two dialects.',
	when: {cni: ['calico'], backend: ['vxlan'], role: ['agent']},
	needs: {links: 'ip.link', overlay: 'peer.overlay', settings: 'felix.settings'},
	messages: {
		unusual: {
			severity: 'critical',
			text: '{device} has VNI {vni} and UDP port {port}, where Calico on RKE2 has {usual}, and no other node answers through it: others most likely have the usual ones',
			guide: {
				steps: [
					{text: 'ip -d link show {device}, here and on another node: VNI and port must be the same'},
					{
						text: 'On a server: kubectl get felixconfigurations.crd.projectcalico.org -o yaml | grep -i vxlan',
					},
					{
						text: 'Let Felix make the device anew: kubectl -n calico-system delete pod -l k8s-app=calico-node --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['calico/felix-resource', 'calico/encapsulation', 'rke2/requirements-cni-ports'],
			},
			explains: ['overlay/peer-unreachable', 'dns/endpoint-unreachable'],
		},
	},
	*run({links, overlay, settings}, {finding, environment}) {
		const asked = overlay.filter(({answer}) => answer !== undefined);
		if (asked.length === 0 || reachedOf(overlay).length > 0) {
			return;
		}
		const wanted = (key: 'vxlanVNI' | 'vxlanPort') => Number(felixSetting(settings, key).value ?? usual[key]);
		for (const device of flannelDevicesOf(environment, links)) {
			const vxlan = device.link?.vxlan;
			const {vni, port} = vxlan ?? {};
			if (
				device.link !== undefined &&
				vxlan?.isExternal === false &&
				vni !== undefined &&
				port !== undefined &&
				(vni !== wanted('vxlanVNI') || port !== wanted('vxlanPort'))
			) {
				yield finding(
					'unusual',
					{
						device: device.name,
						vni,
						port,
						usual: `${wanted('vxlanVNI')} and ${wanted('vxlanPort')}`,
						node: environment.nodeName.value ?? '',
					},
					{kind: 'Interface', name: device.name},
					{
						evidence: [
							{from: 'links', excerpt: vxlanLine(device.link)},
							{
								from: 'overlay',
								excerpt: asked
									.slice(0, 3)
									.map(({peer, address, answer}) => `${peer.name} ${address}: ${answer?.result}`)
									.join('\n'),
							},
						],
						affects: brokenBy(device, environment),
					},
				);
			}
		}
	},
});
