import {panicMessage} from './go-panic.ts';

/** What a check says of a flanneld that ends at its own device, or by a fault of its own. */
export const flannelDeviceMessages = (explains: readonly string[]) =>
	({
		deviceBusy: {
			severity: 'critical',
			text: 'flanneld ends because its tunnel device, or the UDP port of it, is taken by another one: {line}',
			guide: {
				steps: [
					{text: 'ip -d link show type vxlan; ss -lunp: the other device, or the program that has the port'},
					{
						text: 'What a former CNI has left: ip link delete vxlan.calico, cilium_vxlan, flannel.1 or whichever is not of this CNI',
						changes: 'node',
					},
					{
						text: 'What is needed, such as VXLAN of the host itself: give it, or flannel, another UDP port (the chart of {chart} sets Port in net-conf.json) or VNI',
						changes: 'cluster',
					},
				],
				links: ['flannel/backend-vxlan', 'rke2/uninstall', 'flannel/log-messages'],
			},
			explains,
		},
		deviceMac: {
			severity: 'critical',
			text: 'flanneld ends because something else gives its device another MAC address at once: {line}',
			guide: {
				steps: [
					{
						text: 'udevadm test-builtin net_setup_link /sys/class/net/{device} 2>&1 | grep -i mac; networkctl status {device}; nmcli device show {device}',
					},
					{
						text: 'printf "[Match]\\nOriginalName=flannel*\\n\\n[Link]\\nMACAddressPolicy=none\\n" > /etc/systemd/network/10-flannel.link, and keep NetworkManager off flannel*',
						changes: 'node',
					},
					{
						text: 'ip link delete {device}; kubectl -n kube-system delete pod -l {selector} --field-selector spec.nodeName={node}',
						changes: 'cluster',
					},
				],
				links: ['flannel/backend-vxlan', 'rke2/known-issues-networkmanager', 'flannel/log-messages'],
			},
			explains,
		},
		behindNat: {
			severity: 'critical',
			text: 'flanneld ends because the backend host-gw needs the address of an interface, and it was given one behind NAT: {line}',
			guide: {
				steps: [
					{text: 'kubectl get nodes -o yaml | grep -E "^    name:|public-ip"'},
					{
						text: 'Remove the annotation flannel.alpha.coreos.com/public-ip-overwrite of this node, or take a backend that sends a tunnel (vxlan, wireguard)',
						changes: 'cluster',
					},
				],
				links: ['flannel/annotations', 'flannel/backend-vxlan', 'flannel/backend-wireguard'],
			},
			explains,
		},
		panic: panicMessage('kube-flannel', {links: ['flannel/log-messages'], explains}),
	}) as const;
