import {defineCheck, setByText, sysctlSource, thisNode} from 'rke2-netdoctor';

const key = 'net/ipv4/conf/all/arp_ignore';
/** In between are values that still answer senders of other subnets. */
const mute = [2, 8];

export default defineCheck({
	id: 'host/arp-ignore',
	title: 'Pods answer ARP of their node',
	rationale:
		'A pod takes over net.ipv4.conf.all.arp_ignore of the host when it is made. With 2 it answers only senders of its own subnet, and with 8 nobody; the address of a pod of Calico is a subnet of its own. The node then does not find the pod behind the interface once its neighbour entry has ended: probes of the kubelet and whatever comes in from elsewhere are lost now and then. Hardening guides set it (dev-sec: arp_restricted). 1, which kube-proxy sets in ipvs mode, does no harm.',
	when: {cni: ['canal', 'calico']},
	needs: {arpIgnore: 'sysctl.arp-ignore-all'},
	wants: {files: 'sysctl.files'},
	messages: {
		mute: {
			severity: 'warning',
			text: 'net.ipv4.conf.all.arp_ignore is {value}{origin}: pods take it over and do not answer ARP of this node, which loses them when its neighbour entries end',
			guide: {
				steps: [
					{text: 'ip neighbour show | grep -E "cali.*(FAILED|INCOMPLETE)": pods that it has lost'},
					{text: 'sysctl -w net.ipv4.conf.all.arp_ignore=1', changes: 'node'},
					{
						text: 'grep -rn arp_ignore /etc/sysctl.conf /etc/sysctl.d /run/sysctl.d /usr/lib/sysctl.d: set it to 0 or 1 there, or in the role that writes that file (dev-sec hardening: arp_restricted: false)',
						changes: 'node',
					},
					{
						text: 'Delete the pods of this node: each keeps the value with which it was made',
						changes: 'cluster',
					},
				],
				links: ['calico/faq-gateway', 'rke2/requirements-linux'],
			},
			explains: ['dns/endpoint-unreachable', 'dns/service-address'],
		},
	},
	*run({arpIgnore, files = []}, {finding, environment}) {
		if (!mute.includes(arpIgnore)) {
			return;
		}
		const source = sysctlSource(files, [key], arpIgnore);
		yield finding(
			'mute',
			{value: arpIgnore, origin: setByText(source)},
			{kind: 'Sysctl', name: 'net.ipv4.conf.all.arp_ignore'},
			{
				evidence: [
					{from: 'arpIgnore', excerpt: `${arpIgnore}`, of: `/proc/sys/${key}`},
					...(source === undefined
						? []
						: [{from: 'files' as const, excerpt: source.text, of: `${source.path}:${source.line}`}]),
				],
				affects: [thisNode(environment)],
			},
		);
	},
});
