import {defineCheck, flannelDevicesOf, isFeatureOn} from 'rke2-netdoctor';

const feature = 'tx-checksum-ip-generic';

export default defineCheck({
	id: 'overlay/checksum-offload-kept',
	title: "What was set by hand on flannel's device is set again when the device is made anew",
	rationale:
		'flannel never touches checksum offload, and makes its device anew after each reboot. Where somebody had to turn the offload off, the node breaks again at the next reboot unless a udev rule turns it off again.',
	when: {cni: ['canal', 'flannel'], backend: ['vxlan']},
	needs: {features: 'ethtool.features', links: 'ip.link', rules: 'udev.ethtool-rules'},
	messages: {
		lostAtReboot: {
			severity: 'info',
			text: 'Checksum offload was turned off on {device} by hand; no udev rule of this node does it again when flannel makes the device anew, as after a reboot',
			guide: {
				steps: [
					{
						text: 'Put SUBSYSTEM=="net", ACTION=="add|change|move", KERNEL=="{device}", RUN+="/usr/sbin/ethtool -K {device} tx-checksum-ip-generic off" into /etc/udev/rules.d/90-flannel.rules, then run udevadm control --reload',
						changes: 'node',
					},
					{text: 'If a unit, a script or a DaemonSet sets it at every start, nothing is to be done'},
				],
				links: ['flannel/nat', 'flannel/issue-checksum'],
			},
		},
	},
	*run({features, links, rules}, {finding, environment}) {
		for (const {name, link} of flannelDevicesOf(environment, links)) {
			const isOff = link !== undefined && isFeatureOn(features, name, feature) === false;
			const isKept = rules.some(
				rule =>
					rule.includes('tx-checksum-ip-generic') ||
					/ethtool\s+-K\s+\S+\s+tx(?:-checksumming)?\s+off/.test(rule),
			);
			if (isOff && !isKept) {
				yield finding(
					'lostAtReboot',
					{device: name},
					{kind: 'Interface', name},
					{
						evidence: [{from: 'features', excerpt: `${feature}: off`, of: name}],
					},
				);
			}
		}
	},
});
