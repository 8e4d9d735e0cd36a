/** Where datagrams between nodes are filtered, by who runs the machines. */
export const wallsOf = (
	machine:
		| {readonly vendor: string; readonly cloud?: 'alibaba' | 'amazon' | 'azure' | 'google' | 'openstack'}
		| undefined,
): string => {
	switch (machine?.cloud ?? (machine?.vendor.startsWith('VMware') === true ? 'vmware' : undefined)) {
		case 'alibaba':
			return 'the security groups of the nodes and firewalls';
		case 'amazon':
			return 'the security groups of the nodes (aws ec2 authorize-security-group-ingress --group-id GROUP --protocol udp --port PORT --source-group GROUP), network ACLs and firewalls';
		case 'azure':
			return 'the network security groups of the nodes (az network nsg rule create) and firewalls';
		case 'google':
			return 'the firewall rules of the VPC network (gcloud compute firewall-rules create NAME --allow udp:PORT --source-tags TAG --target-tags TAG) and firewalls';
		case 'openstack':
			return 'the security groups of the ports (openstack security group rule create --protocol udp --dst-port PORT --remote-group GROUP GROUP) and firewalls';
		// https://github.com/flannel-io/flannel/issues/2388
		case 'vmware':
			return 'the distributed firewall of NSX and firewalls; where NSX or ESXi keeps that port for its own tunnels, nothing passes until VXLAN has another one on all nodes, such as 8475 (flannel.backendPort in the HelmChartConfig rke2-canal, vxlanPort in the FelixConfiguration of Calico)';
		case undefined:
			return 'security groups, hypervisors and firewalls';
	}
};
