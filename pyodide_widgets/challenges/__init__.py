"""The challenges of this site: tasks that readers solve in code or by hand, one file each.

A page names one by a fence `py-challenge challenges.…`; nothing of them is in the browser before a reader asks for it.
"""
