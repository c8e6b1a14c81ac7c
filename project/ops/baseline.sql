-- Written by ./daimon manage write_baseline from the migrations named here. Not to be edited.
-- migration contenttypes.0001_initial django/contrib/contenttypes/migrations/0001_initial.py 35ed8489a147e0b42a15c21b5d4f0e8940de6f73fb326e9d6dea91b4d0b953cc
-- migration contenttypes.0002_remove_content_type_name django/contrib/contenttypes/migrations/0002_remove_content_type_name.py 7d36494075750f0ed3c0f68d0cb1548eba59cc593f52f691f6cc37a043083766
-- migration auth.0001_initial django/contrib/auth/migrations/0001_initial.py 845cff319606332f49ef20ce165d1a17e522c426c5e56d7616133e9e4eaba5ef
-- migration auth.0002_alter_permission_name_max_length django/contrib/auth/migrations/0002_alter_permission_name_max_length.py feaf97e0e8f7d148bec3db9bab2349c5e15888117c1ff2829deff63ef9e16cff
-- migration auth.0003_alter_user_email_max_length django/contrib/auth/migrations/0003_alter_user_email_max_length.py 9d5657b4db9872dc26c2d634c2f5911a3d69ab1d8552af4c6d633bc4001dfabf
-- migration auth.0004_alter_user_username_opts django/contrib/auth/migrations/0004_alter_user_username_opts.py 9538db342c9a9bec4ca12b3137fb80772c4ea4afb861e8647a2962b1ea58344a
-- migration auth.0005_alter_user_last_login_null django/contrib/auth/migrations/0005_alter_user_last_login_null.py 79f60a35dc000fdd427bc05c85233ae5b9c4ada078ff0688fc9f78604bf7eaee
-- migration auth.0006_require_contenttypes_0002 django/contrib/auth/migrations/0006_require_contenttypes_0002.py 00cb16e3405f14b62dbeffa15c68c9030291e4ddd513d733648ba460d6c5e781
-- migration auth.0007_alter_validators_add_error_messages django/contrib/auth/migrations/0007_alter_validators_add_error_messages.py 115db87dc327530fb5e1964ba3d03f9746492f90600406947be39f54f6cc042f
-- migration auth.0008_alter_user_username_max_length django/contrib/auth/migrations/0008_alter_user_username_max_length.py 02857f65f7d648147a5d12596b200a83e29145391d3f986ceb84b3b865a2c351
-- migration auth.0009_alter_user_last_name_max_length django/contrib/auth/migrations/0009_alter_user_last_name_max_length.py 19a89500e7f108a7397da9b1733181f92105f758663b3685b60f5c2da384d76e
-- migration auth.0010_alter_group_name_max_length django/contrib/auth/migrations/0010_alter_group_name_max_length.py 0963ed6498ac0b3a8430b6ca34c1b4a4b1d5f55b43d3db902f15a03ff74b14cd
-- migration auth.0011_update_proxy_permissions django/contrib/auth/migrations/0011_update_proxy_permissions.py 85a5dde708dc4b6111e1bc71ce723ecfba7b1f8aedecfd130900ff7782765436
-- migration auth.0012_alter_user_first_name_max_length django/contrib/auth/migrations/0012_alter_user_first_name_max_length.py 6cefbc9f80903763ff8492a537a22836ef69f2227e19d402509b8099d2baecb0
-- migration accounts.0001_initial accounts/migrations/0001_initial.py 65e64a504c1aa1ea16147b551373c23295ffc1177a4527527fdaeb5cc8d03c57
-- migration account.0001_initial allauth/account/migrations/0001_initial.py 6f27ff6bdf57521a6561e0c606ee3278d2b6dac7eb068dbe1cdd07cd3f9eb6bf
-- migration account.0002_email_max_length allauth/account/migrations/0002_email_max_length.py c956ab7a3c3660a14b162e9e87dbc57851262ef4d3a895597eebc4eded595fc1
-- migration account.0003_alter_emailaddress_create_unique_verified_email allauth/account/migrations/0003_alter_emailaddress_create_unique_verified_email.py 66b6f1939621bcfa44a5bfe2ae2df312918fd33b2031b154acfed1f4f6be4d10
-- migration account.0004_alter_emailaddress_drop_unique_email allauth/account/migrations/0004_alter_emailaddress_drop_unique_email.py ebc6317e90c47d7a8f31fa348f1513f2b9bcda8bed3b0de9811df3bb75c39ef1
-- migration account.0005_emailaddress_idx_upper_email allauth/account/migrations/0005_emailaddress_idx_upper_email.py e7569f1662da1754fad09b5f65f439123effc85fc0b24c15ff881bcbf2aa42cb
-- migration account.0006_emailaddress_lower allauth/account/migrations/0006_emailaddress_lower.py 54adb08cb3fba66b1b2eed10c4a9d7037ae40d778fe5df40628ef3639f4f4fe4
-- migration account.0007_emailaddress_idx_email allauth/account/migrations/0007_emailaddress_idx_email.py 87fad70bfde8ae295155fcaac942a260164bee3a04f33fd00a70bf2351aef951
-- migration account.0008_emailaddress_unique_primary_email_fixup allauth/account/migrations/0008_emailaddress_unique_primary_email_fixup.py 794bf875bdbef9c47e9ccc736cb01711d84657381219f6af6c98a3829e2d6b7f
-- migration account.0009_emailaddress_unique_primary_email allauth/account/migrations/0009_emailaddress_unique_primary_email.py 79762cfa7b1e1d7c58be5061a6c032594f7d5e5f8c7288d64146e85cc0bfbd06
-- migration accounts.0002_invitation accounts/migrations/0002_invitation.py d31b77115d6cd23ffec38202d920589c8c476658165f530c3d1382f7c09a37bb
-- migration accounts.0003_device_session_and_api_key accounts/migrations/0003_device_session_and_api_key.py 2fecb9156c06dd18b3c497df708fe4b5f9e535dbe084dac9cbc41744b6cc7847
-- migration accounts.0004_roles accounts/migrations/0004_roles.py 162cd4d93efa225f5fcb05b5e83ff6ac4ae8a8b7255a858c2f148641b70eb71d
-- migration accounts.0005_notification accounts/migrations/0005_notification.py 13b52aa2b574e9a6f960c6b5423c7b0668cae7fd6880319f4b885982bd1df787
-- migration accounts.0006_share accounts/migrations/0006_share.py fd57c900b41fcbe8ca265616e8a37f6fa2c8ca93fb600697e0b983a2ef4754ef
-- migration accounts.0007_staff_see_the_site_as_a_person accounts/migrations/0007_staff_see_the_site_as_a_person.py 2e354b9e90c085af697dc43a226269539035e13476bda706fdfc71d488c2e3e8
-- migration accounts.0008_language accounts/migrations/0008_language.py f0d733fff591e1f76f2ba3d3b94ac2cbd563e8dc195c4e865ffcbda23c97d9d0
-- migration accounts.0009_leaving accounts/migrations/0009_leaving.py 480df2d5260d57c109a9a0c1cd9febc084f6776a02093f8b15ad578f40a32db1
-- migration accounts.0010_data_archive accounts/migrations/0010_data_archive.py 8b18866e7746d452ae3614829cce29440fadad5e3c5aad3f56268fc0108e990a
-- migration admin.0001_initial django/contrib/admin/migrations/0001_initial.py f4716989d9815b6231f0d7291754835e008c96818447fe57984bbf8985883335
-- migration admin.0002_logentry_remove_auto_add django/contrib/admin/migrations/0002_logentry_remove_auto_add.py 2c127e659a2236edea0ed57eccd38786ae84e365790a80b96b758c617f50be43
-- migration admin.0003_logentry_add_action_flag_choices django/contrib/admin/migrations/0003_logentry_add_action_flag_choices.py 02700a827190720e5c417495a395071b6baa28a34e74bc8f90824afaafc01841
-- migration api.0001_initial project/api/migrations/0001_initial.py 082d191d187a04769c9c77eb4bf2390316f1a0b02082320be42e92215f2bec7d
-- migration training.0001_initial training/migrations/0001_initial.py a043ad0c3581027f478be62697b96a17b6edd0734c73fe19f9f7841d82bd7683
-- migration training.0002_health_and_visibility training/migrations/0002_health_and_visibility.py ea2c2e2cba3991cd84a584823f40ce066eb3a46d3e58f372ff3870b8358ffb3c
-- migration training.0010_probes_and_caps training/migrations/0010_probes_and_caps.py d24bb5f447a28427c328851ceb926bbdce32d553df6feb3478eb1feebd514e9b
-- migration queue.0001_initial jobs/migrations/0001_initial.py f6e6fcde756f7bc2512263881a17e66ce6a458d66011bfd8521611852f3504ea
-- migration queue.0002_guard_transitions jobs/migrations/0002_guard_transitions.py d643635fe12c178d6e7639b21ad110be7c6ec140709d0d8ec8cbd62bbdca96bc
-- migration training.0011_schedule_watching training/migrations/0011_schedule_watching.py 8b3db8f7470ab5c2b85c536cfd2e58100b862efc5bd8a3b384774385ce4368bf
-- migration training.0012_image_folders training/migrations/0012_image_folders.py 96a5be753ef167d5f901e2db9badaba245a0c50fb54c219d810b3653067195ca
-- migration training.0013_image_folder_batch training/migrations/0013_image_folder_batch.py 97afcf461254fbbeeabaccc3b11c88d71edee0b275786b90d3b567f67f8e452a
-- migration training.0014_legacy_imports training/migrations/0014_legacy_imports.py e35e87246e9c2d64a7eb311c61c1e446e4d7ac11e8dbf5da1433f9fa584fe1e0
-- migration training.0015_datasets training/migrations/0015_datasets.py d826c611c70d32e77ec2a81aef3d869df7c92fcd38af461bc274ee204a28ee16
-- migration training.0016_versions_never_change training/migrations/0016_versions_never_change.py 1ed97783e92ea9b16790b0b3e207631dd730df2beba4e310f15f2bd64be37e9c
-- migration training.0017_key_pools_and_rates training/migrations/0017_key_pools_and_rates.py 1b3ae8511d5b6247199617c98547fc40d71af751aa3620e522b2140b9f60f1af
-- migration training.0018_tags_and_restricted_models training/migrations/0018_tags_and_restricted_models.py a563ab2dc03418b98f8f334ea57276095d1dc86bbfd870527adaf8d337329dd5
-- migration training.0019_prices_in_money training/migrations/0019_prices_in_money.py 7f86b88f2d2eb25747c3310282dc1c747aa37c8746eb734be86577524acd432a
-- migration training.0020_knowledge training/migrations/0020_knowledge.py 019afd03080893c95a9d1c8439e4cce4a79509f5e4566711b0114f08aecd1b90
-- migration training.0021_knowledge_rows training/migrations/0021_knowledge_rows.py dc5920533bed4187feddf1208ba2bddd9f6c78bf0c1850ae8e3da7db51893bb5
-- migration training.0022_evaluations training/migrations/0022_evaluations.py 476a4e221b33f85f24fba9657301177e426359b703b0b1c7bbd1a2613235f5ae
-- migration training.0023_evaluation_rows training/migrations/0023_evaluation_rows.py 8baafa8d61c6d740d6b2f8b2b24894ec37bc1666ad6adbf6e27fcf02d57e1640
-- migration training.0024_training_runs training/migrations/0024_training_runs.py 2e817822c977025e198d7b012d362ce2e00b06ca02f108e6f26dba3a3f32c1ff
-- migration training.0025_training_rows training/migrations/0025_training_rows.py 3b8981489776869e1c1dcaf6f37e883316a4e0c87300bff4fcfcf4db233887f9
-- migration training.0026_versions_tried_on_a_share training/migrations/0026_versions_tried_on_a_share.py 4b63195ef38106b35213a1875f30499470c5eca821f0780bd9d5f2fa31933d22
-- migration training.0027_models_trained_here training/migrations/0027_models_trained_here.py ac1af467b1c8958b9feef91c7fe8b1e1b0fdbd1e13fff02abea149c7e6b5431a
-- migration training.0028_judges_of_suites training/migrations/0028_judges_of_suites.py 22484ba8a274aac0dd72ebe9502be76f3e8563cfd16a360e3821ab8a4628066c
-- migration spirits.0001_initial spirits/migrations/0001_initial.py b076d3a6f56c47b1a2294253aa0754e998e7bbf4ad39e6dac3ef9d2ec75e6552
-- migration spirits.0101_ledger_tables spirits/migrations/0101_ledger_tables.py f16e0316afef77f1680c011c28bfe022ffc3c92809042fb457cbaffe088962e3
-- migration spirits.0102_ledger_guards spirits/migrations/0102_ledger_guards.py 2b8068dfbd4389f0b900180e22953d6d07e9d92bb41e70909a1fbd4fba24e53a
-- migration spirits.0103_budgets spirits/migrations/0103_budgets.py ff4d41a4e7f9097c43ea6675e1d52b5c91e13f9a870a9981c2d906379ac8388a
-- migration spirits.0104_prices spirits/migrations/0104_prices.py 481c4e0bfd57aa81c00c7bd14dcafac4628b77653fd3fa8d1c4a4ae291768910
-- migration spirits.0105_price_guards spirits/migrations/0105_price_guards.py 5e10c55ab80be3277176797088339684ddba093b564134fb0ac5a03e171b1d5e
-- migration spirits.0106_grants spirits/migrations/0106_grants.py 8497f75087a396137adeebd374a380e821d4cb755023e2cf744663e9da301412
-- migration spirits.0107_access spirits/migrations/0107_access.py 5b7a700912b7d42d8f631b86f497d31f62d4eb3e7c38dbda6f512273e954e7ca
-- migration spirits.0108_purchases spirits/migrations/0108_purchases.py 1f5c88717b7d1955273b9c3a434f35634d434c9de022c1ea82fce44a1d08bf74
-- migration spirits.0109_tools_of_events spirits/migrations/0109_tools_of_events.py c04a55e4060c786aa4dce8fbd46bbfcfdf556a210706f27420665c4fe5cd8910
-- migration spirits.0110_balances_have_entries spirits/migrations/0110_balances_have_entries.py 8215c5e8a60299c26492972b411c57d378c8ec9ea9a1cea894518c5c07b87dd9
-- migration spirits.0201_tool_calls spirits/migrations/0201_tool_calls.py ef2964bf06ca6e0e3eb5bca17081a21eb76251deda5db2b7717ac4371e229691
-- migration spirits.0301_encryption_keys spirits/migrations/0301_encryption_keys.py 5c42d8e72414e15ed51486f245f0e7faefe651f8e8c0e7bcedb02257d80a42b7
-- migration spirits.0400_forget_shares_of_a_minion spirits/migrations/0400_forget_shares_of_a_minion.py 1b2bc521e67f70c1da37a92e24846b5466add82a2f0e884e71459df0abdb9fa1
-- migration spirits.0401_timetables spirits/migrations/0401_timetables.py 7f1085a6ae7d7d3d72fce4e732b7b11145ed50ce0cdfd7ef0639705e4476bd98
-- migration spirits.0402_outbound_messages spirits/migrations/0402_outbound_messages.py 753cff64365d6e9435e5ce41f7cdc26a76f10256260ff9154e90f9d961bfcddd
-- migration spirits.0403_health_and_learning spirits/migrations/0403_health_and_learning.py b60cf5683561ccb21e9648877181aa9c3c8b15cdc30a5d18e89e38d3bd2e3537
-- migration spirits.0404_card_payments spirits/migrations/0404_card_payments.py 2d5796792116b3749125b13f4de579fa7d212cc0ed16391980713fe80fbe38a6
-- migration spirits.0405_periods_paid_with_money spirits/migrations/0405_periods_paid_with_money.py a3fbb7c81141d24d750e84a0703d3a81e1f52e2ae8e3d4f7b37a46cc67829245
-- migration spirits.0406_trail_and_monitors spirits/migrations/0406_trail_and_monitors.py 786920e311d791703c405bc18fbd94774e156d76392f8aa5a0a5a73e7331edd5
-- migration spirits.0407_models_of_plans spirits/migrations/0407_models_of_plans.py 5aea56cbfadd8c32713b537f02096f964cd407d5eb95354a310cbc84edf33807
-- migration ops.0001_operations_data project/ops/migrations/0001_operations_data.py 8b40304d9c0c7740ed3e9a688a9ad8d6bde40c120fd1ec87ced01c62e549b662
-- migration ops.0002_append_only project/ops/migrations/0002_append_only.py 67804a49deb5ea210d68095433995b8fdc5ddf3dab955d2ac7c6ca6d1abe4150
-- migration ops.0003_first_limits project/ops/migrations/0003_first_limits.py f71224b650d8e1b15382d15551c68208ae33456d62edee0c83b47671d50325aa
-- migration ops.0004_row_changes project/ops/migrations/0004_row_changes.py 6b8de6a7b4cb0740a8cfeef7cf1dd8f661274dc6334e11af80c01011f48069b9
-- migration spirits.0408_row_history spirits/migrations/0408_row_history.py 9aa106c61342444fa9a2fca5a942742c3910d2bb3e43e66d6ea222dcb97fb9d2
-- migration spirits.0409_reservations_of_an_answer spirits/migrations/0409_reservations_of_an_answer.py 5c7390430834787afb6df12c501af5f17f4b71f21d1fb6a165e51889e604510d
-- migration spirits.0410_requests_of_staff spirits/migrations/0410_requests_of_staff.py 3d7dd4339660ff9ad36c41542305f3ed632eee2ca67e86c453e3a4e885b8366c
-- migration spirits.0411_minions_have_knowledge spirits/migrations/0411_minions_have_knowledge.py b1ffa46dd613d1b83d3d5d976ab1c3ce90582da282510a6280b459cf0658a39c
-- migration spirits.0412_tool_servers spirits/migrations/0412_tool_servers.py 90bfee7d2727c30e47f3520cdf8ff1372cb108c0d136076e3f18e3bbe5cb5b48
-- migration spirits.0413_own_tools spirits/migrations/0413_own_tools.py cd3bab7f3214241cc9e90281d505e836895a96c384dfc30af601a6aba306aa38
-- migration spirits.0414_points_each_month spirits/migrations/0414_points_each_month.py 44b0522df94ff293c8c5eaddadb26a3d7a06f7cee303349500128ba34ea33f56
-- migration spirits.0415_approvals_of_addresses spirits/migrations/0415_approvals_of_addresses.py 05dc33b9d88e0e36be27610775c6a54f233f70e2889c3c09ae37a58ad6cb2f6c
-- migration spirits.0416_offers_are_planned_once spirits/migrations/0416_offers_are_planned_once.py e8f477d04bbbe1365901e1f709c888247a3dc9be0a4c1ef937a0905f2bc6cfb4
-- migration spirits.0417_sign_in_at_tool_servers spirits/migrations/0417_sign_in_at_tool_servers.py dc05c740ee729fb17a66efdc6d7c055fbc2d715bd5ab73996369f525b1f07382
-- migration spirits.0418_tools_switched_for_a_minion spirits/migrations/0418_tools_switched_for_a_minion.py 4a8fdd0efa6d1916cd74d86221c617499822ae70c22a8ff08157fb74c08d5bcf
-- migration spirits.0419_schedule_ending_lost_calls spirits/migrations/0419_schedule_ending_lost_calls.py 976c4426bf917a09433f01dfdaf18632c5ba1a2a97c9cfd364635cc46702db0a
-- migration spirits.0420_uses_of_keys spirits/migrations/0420_uses_of_keys.py ad2ed4ea0860e621ec1a6b8897b67f23aaa8e28dd72e1441b329fdb4d92c0284
-- migration spirits.0421_public_halves_of_keys spirits/migrations/0421_public_halves_of_keys.py dd7c5a855c0453f73a1864269aba025c1af07fb1b101a67b5147e5e1c1ab4842
-- migration spirits.0422_types_of_artifacts spirits/migrations/0422_types_of_artifacts.py e980bfbe1203da376fd4161ff5cff40a00de280a311dfeb90143e1e7047f6f20
-- migration spirits.0423_releases spirits/migrations/0423_releases.py e69da67b7cbdc2e277a26648259f1f0ef07bc3c60f5771d2dfc2923a78fc2802
-- migration spirits.0424_take_in_releases spirits/migrations/0424_take_in_releases.py 4a234c612688109e880c7fe0f8082511dcd11a640dc30e61781103f743613190
-- migration spirits.0425_memory_of_a_minion spirits/migrations/0425_memory_of_a_minion.py 696ea4a97809156084646f661e946b69453663e65f5eb10090d0043ea9eeb586
-- migration spirits.0426_variables_of_a_minions_own spirits/migrations/0426_variables_of_a_minions_own.py d9f7c87892e37be8aa45a62b3be5bdcf9c0d4fe57fbae18e95bc1cf8758e786d
-- migration chat.0001_initial chat/migrations/0001_initial.py 6a2a9ca08b35719b63094c8397523a818f19414a22f96aaed72e34801041a98d
-- migration chat.0010_memory chat/migrations/0010_memory.py 0d1b94bf1c27a1a24c9a78b4b53bfe1438a19e227070e140dd1399f15bc3002e
-- migration chat.0011_memory_index chat/migrations/0011_memory_index.py bb74cf10f1530ccff72ddd9be0a406908aa4ad5b9efb6cedcdef54972e20fd41
-- migration chat.0012_schedule_memory_erasure chat/migrations/0012_schedule_memory_erasure.py 04c36328e431d9d9d57cd65f80ed5a138017f6892a9c276d927be933117c8896
-- migration chat.0013_context_snapshot chat/migrations/0013_context_snapshot.py 70c735e732a5f4df14273c166726cb02f55bae069595f62588bbe87925fe3dba
-- migration chat.0014_schedule_memory_embedding chat/migrations/0014_schedule_memory_embedding.py a4ddcc2a717b5503bfd0099b152b94c104ede7915c9a56a078f59ac6654b6b22
-- migration chat.0030_usage_and_fallbacks chat/migrations/0030_usage_and_fallbacks.py deac5e3ebbec4c769b317b3c6759e57a6577c91b3dc6b859633deed149ed573e
-- migration chat.0040_forget_shares_of_a_conversation chat/migrations/0040_forget_shares_of_a_conversation.py bb2c838cd722bee192f73e18c5c9f01cdea94be69dde47de86bcae30b636cf8e
-- migration chat.0041_stored_responses chat/migrations/0041_stored_responses.py 6f662226460685c21f37889a6be5cf5af51023817eb772bdd73ab76debbcdada
-- migration chat.0042_schedule_forgetting_responses chat/migrations/0042_schedule_forgetting_responses.py b3aa01a770c9d4800f730e48888ad23fdd524071aa0512b258ef664edb6610d6
-- migration chat.0043_usage_of_tools chat/migrations/0043_usage_of_tools.py 250a22ce2f8f4d8dae6024d9883b1ee087f4a359dcda703d17e4249300a3abc8
-- migration chat.0044_comparisons chat/migrations/0044_comparisons.py 641485ba96e92d21a57ca76e70e278dbb59965e60eb6ffe1262366d92f6ebd0d
-- migration chat.0045_conversation_summary chat/migrations/0045_conversation_summary.py af1ce0201dd4bd9a1e5d1b1fce2626a5933aeec6efa46b05ca347915131fbd9d
-- migration chat.0050_folders_feedback_links chat/migrations/0050_folders_feedback_links.py 2dd942eccfdb6918cc5f9e3f5d15231e6bb0538f73f3777600db6dd3b647b034
-- migration chat.0051_schedule_temporary_chats chat/migrations/0051_schedule_temporary_chats.py d847e40cc42000e66eb0c59ac3adc3e14d3ea57730ffa2fdc66118155dbc5880
-- migration chat.0060_remember_in_one_call chat/migrations/0060_remember_in_one_call.py 811247c9934697ba184f6145e58cac9e9dc484095ab3810989cf9ae52e02c947
-- migration chat.0061_vectors_beside_their_row chat/migrations/0061_vectors_beside_their_row.py a9e6d78f017fd98f63d4008965c8ac3e963029b9ba222a7d03986b6f884c508a
-- migration chat.0062_an_embedder_has_one_length chat/migrations/0062_an_embedder_has_one_length.py 0945351ac08b52cdbc0a954b04357c7e76a843ec688f0b2e1c1cf32f1f8005f7
-- migration chat.0063_cost_of_usage chat/migrations/0063_cost_of_usage.py e63a947f0b20955ed61cf82a7e17e78b386c58dae2954111063689f22e85b290
-- migration chat.0064_usage_knows_its_price chat/migrations/0064_usage_knows_its_price.py f256cb11c85c4029aab541d34aa23a99ebff94bab4afeabbaa2c604bdeddb605
-- migration chat.0065_runs_of_a_key chat/migrations/0065_runs_of_a_key.py 235c73a6afb4ddabb4ebd2e4fb8ae41f61c5f7a16a6381997d2edbc3d430331e
-- migration chat.0066_uploads chat/migrations/0066_uploads.py 94042a220a44cf6068b84552de5fcb59d98909cf2971ae57ab6cb3778ae89329
-- migration chat.0067_schedule_sweeping_uploads chat/migrations/0067_schedule_sweeping_uploads.py f5d9df2800870090ded6dfb08421e044fbe02ca697430a78bdd65be5e9279574
-- migration chat.0068_messages_that_were_typed chat/migrations/0068_messages_that_were_typed.py d51e9e453884b76abaa5b3d18a46dee4e8ec9f57476c2b6b3e41aafde40ec5b4
-- migration chat.0069_answers_that_go_on chat/migrations/0069_answers_that_go_on.py 550bacc091e23ecad4930814aabdcf516ba05978533fd9ceb74c1e122ddcb83a
-- migration chat.0070_turns_that_wait_go_on chat/migrations/0070_turns_that_wait_go_on.py 270e99be8615ca7d33bf19c401e1c4c61cc9a8b2290ba4e500498a9799e30e3a
-- migration chat.0071_minions_say_what_they_recall chat/migrations/0071_minions_say_what_they_recall.py 58ef9f5ee62bd2e84c8aacb93463fb532b60fe9aab52961c489ced3c8eb0059a
-- migration chat.0072_switches_are_for_conversations chat/migrations/0072_switches_are_for_conversations.py f3effd46d9adc7d742dd2bfbe12c2994446e2e1bfedf64f38b99af0b54663870
-- migration chat.0073_values_of_variables chat/migrations/0073_values_of_variables.py b9131b90ea9cc0896cec99dcc3a529c0388bf65be7c4b84cd5254e5d432003ca
-- migration mfa.0001_initial allauth/mfa/migrations/0001_initial.py a42b6353f2ed5dd754d1a8eb76a984cac58e0e587cf3fff131711c289c8a2e20
-- migration mfa.0002_authenticator_timestamps allauth/mfa/migrations/0002_authenticator_timestamps.py b6566eb07301e2e4042908f789c19ff1dfefb86393773d656bbaef7bbbed234e
-- migration mfa.0003_authenticator_type_uniq allauth/mfa/migrations/0003_authenticator_type_uniq.py 88550a456154080cc3ecddcf8a32af3d81733bb6d56325ea67b201ee9f1ea1a2
-- migration queue.0003_claim_in_one_call jobs/migrations/0003_claim_in_one_call.py be94b5eaecde0b3de80e46e16bf7da94145daa0b6827353bcd757e83fdb9f088
-- migration queue.0004_request_of_a_job jobs/migrations/0004_request_of_a_job.py 5559829254366e1adf7746c18115b0345accca08d31cd4e4c104224b1e5ea471
-- migration queue.0005_chains_go_on jobs/migrations/0005_chains_go_on.py 23ca384e2d5cb69e7cce0ed1e90943f96df06a8f97a2a36d3e81240e89cca782
-- migration sessions.0001_initial django/contrib/sessions/migrations/0001_initial.py 2aa438e2393ee5135c4dda94bfde65fd49e8300f1c3f93bed25ae3a09f2f69b9
-- migration socialaccount.0001_initial allauth/socialaccount/migrations/0001_initial.py 3647538d149b8190b7aad79e51adb1bebc03c40513e8c24cf462f64f407d9827
-- migration socialaccount.0002_token_max_lengths allauth/socialaccount/migrations/0002_token_max_lengths.py 1f6fc8859622f5959daecc0963be2ca1b366c778dcd32270a857f2073b79bc83
-- migration socialaccount.0003_extra_data_default_dict allauth/socialaccount/migrations/0003_extra_data_default_dict.py e8b6fe9e20bed06125dd4502c85ff006d8d161d94ff5102af8c82aa11c55edf5
-- migration socialaccount.0004_app_provider_id_settings allauth/socialaccount/migrations/0004_app_provider_id_settings.py 82163ba3cc18a1ead53ec62775f6e4e796483c07d409d14246772898b1fcaa0c
-- migration socialaccount.0005_socialtoken_nullable_app allauth/socialaccount/migrations/0005_socialtoken_nullable_app.py f023fe1a501c3e63c259aa4a5c0a1a6936044d0b1228f3ca03f684a2dcd52a12
-- migration socialaccount.0006_alter_socialaccount_extra_data allauth/socialaccount/migrations/0006_alter_socialaccount_extra_data.py d1de2c79db317f6f8f0d64875cc181e80e12c8e97376e6623abfe7dbce873642
-- migration spirits.0427_access_among spirits/migrations/0427_access_among.py 0d55ed2a12d43e38fc3b1a71dac68b519c622a60616694f57390b7c5ba4e9ff3

CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public;
COMMENT ON EXTENSION vector IS 'vector data type and ivfflat and hnsw access methods';
CREATE FUNCTION public.accounts_forget_shares() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    DELETE FROM accounts_share WHERE kind = TG_ARGV[0] AND object_id = OLD.id;
    RETURN NULL;
END $$;
CREATE FUNCTION public.chat_keep_memory_version() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NEW.erased_at IS NOT NULL AND NEW.text = ''
       AND (NEW.memory_id, NEW.number, NEW.change, NEW.cause, NEW.text_hash, NEW.state, NEW.importance, NEW.is_pinned,
            NEW.valid_from, NEW.recorded_at)
         = (OLD.memory_id, OLD.number, OLD.change, OLD.cause, OLD.text_hash, OLD.state, OLD.importance, OLD.is_pinned,
            OLD.valid_from, OLD.recorded_at)
       AND NEW.valid_to IS NOT DISTINCT FROM OLD.valid_to AND NEW.expires_at IS NOT DISTINCT FROM OLD.expires_at THEN
        RETURN NEW;
    END IF;
    IF NEW.actor_id IS NULL AND (to_jsonb(NEW) - 'actor_id') = (to_jsonb(OLD) - 'actor_id') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a version of a memory is never changed, only its text erased' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TABLE public.chat_memory (
    id uuid NOT NULL,
    kind character varying(12) NOT NULL,
    scope character varying(12) NOT NULL,
    key character varying(120) NOT NULL,
    slot character varying(200) NOT NULL,
    text text NOT NULL,
    text_hash character varying(64) NOT NULL,
    tags character varying(40)[] NOT NULL,
    importance double precision NOT NULL,
    is_pinned boolean NOT NULL,
    state character varying(12) NOT NULL,
    source character varying(12) NOT NULL,
    source_detail character varying(200) NOT NULL,
    session character varying(80) NOT NULL,
    "position" integer NOT NULL,
    speaker character varying(120) NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    expires_at timestamp with time zone,
    version integer NOT NULL,
    used_count integer NOT NULL,
    used_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    conversation_id uuid,
    minion_id uuid,
    owner_id uuid NOT NULL,
    source_message_id uuid,
    superseded_by_id uuid,
    verbatim_of_id uuid,
    CONSTRAINT a_memory_ends_after_it_begins CHECK (((valid_to IS NULL) OR (valid_to >= valid_from))),
    CONSTRAINT a_memory_has_no_text_exactly_when_forgotten CHECK (((((state)::text = 'forgotten'::text) AND (text = ''::text)) OR ((NOT ((state)::text = 'forgotten'::text)) AND (NOT (text = ''::text))))),
    CONSTRAINT a_pinned_memory_never_expires CHECK (((NOT is_pinned) OR (expires_at IS NULL))),
    CONSTRAINT chat_memory_position_check CHECK (("position" >= 0)),
    CONSTRAINT chat_memory_used_count_check CHECK ((used_count >= 0)),
    CONSTRAINT chat_memory_version_check CHECK ((version >= 0)),
    CONSTRAINT importance_is_from_zero_to_one CHECK (((importance >= (0.0)::double precision) AND (importance <= (1.0)::double precision))),
    CONSTRAINT memory_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['semantic'::character varying, 'episodic'::character varying, 'procedural'::character varying, 'working'::character varying])::text[]))),
    CONSTRAINT memory_scope_is_known CHECK (((scope)::text = ANY ((ARRAY['user'::character varying, 'minion'::character varying, 'conversation'::character varying])::text[]))),
    CONSTRAINT memory_state_is_known CHECK (((state)::text = ANY ((ARRAY['current'::character varying, 'superseded'::character varying, 'withdrawn'::character varying, 'forgotten'::character varying])::text[])))
);
CREATE FUNCTION public.chat_open_memory_entry(m public.chat_memory, words text, speaker text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO chat_memoryentry (
        owner_id, memory_id, number, kind, scope, minion_id, conversation_id, tags, session, position, speaker,
        occurred_at, valid_from, valid_to, believed_from, expires_at, importance, terms, times, length
    )
    SELECT m.owner_id, m.id, m.version, m.kind, m.scope, m.minion_id, m.conversation_id, m.tags,
           coalesce(nullif(m.session, ''), m.id::text), m.position, tsvector_to_array(to_tsvector('english', speaker)),
           m.occurred_at, m.valid_from, m.valid_to, m.changed_at, m.expires_at, m.importance,
           coalesce(array_agg(lexeme ORDER BY lexeme), '{}'),
           coalesce(array_agg(cardinality(positions)::smallint ORDER BY lexeme), '{}'),
           coalesce(sum(cardinality(positions)), 0)
    FROM unnest(to_tsvector('english', words));
END $$;
CREATE FUNCTION public.chat_price_usage() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.cost_currency := '';
    NEW.cost_micros := NULL;
    -- The price is money per million tokens, so tokens times the price are millionths of the currency.
    SELECT m.price_currency, round(NEW.input_tokens * m.input_price + NEW.output_tokens * m.output_price)
    INTO NEW.cost_currency, NEW.cost_micros
    FROM training_languagemodel m WHERE m.id = NEW.language_model_id AND m.price_currency <> '';
    NEW.cost_currency := coalesce(NEW.cost_currency, '');  -- a SELECT that finds nothing leaves NULL
    RETURN NEW;
END $$;
CREATE FUNCTION public.chat_remember(memory jsonb, change uuid, cause text, actor uuid, words text, speaker text) RETURNS text
    LANGUAGE plpgsql
    AS $$
DECLARE
    m chat_memory := jsonb_populate_record(NULL::chat_memory, memory);
BEGIN
    IF EXISTS (
        SELECT FROM chat_memoryswitch WHERE owner_id = m.owner_id AND NOT is_on
          AND (conversation_id = m.conversation_id OR conversation_id IS NULL)
    ) OR EXISTS (SELECT FROM spirits_minion asked WHERE asked.id = m.minion_id AND asked.memory = 'off') THEN
        RETURN 'off';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(m.owner_id || '/' || m.text_hash, 6));
    IF EXISTS (
        SELECT FROM chat_memory known
        WHERE known.owner_id = m.owner_id AND known.text_hash = m.text_hash AND known.state = 'current'
          AND known.verbatim_of_id IS NULL AND known.session = ''
    ) THEN
        RETURN 'known';
    END IF;
    PERFORM chat_write_memory(m, change, cause, actor, words, speaker);
    RETURN 'written';
END $$;
CREATE FUNCTION public.chat_write_memory(m public.chat_memory, change uuid, cause text, actor uuid, words text, speaker text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO chat_memory VALUES (m.*);
    INSERT INTO chat_memoryversion (
        memory_id, number, change, cause, actor_id, text, text_hash, state, key, tags, importance, is_pinned,
        valid_from, valid_to, expires_at, superseded_by, recorded_at
    ) VALUES (
        m.id, m.version, change, cause, actor, m.text, m.text_hash, m.state, m.key, m.tags, m.importance, m.is_pinned,
        m.valid_from, m.valid_to, m.expires_at, m.superseded_by_id, m.changed_at
    );
    PERFORM chat_open_memory_entry(m, words, speaker);
END $$;
CREATE FUNCTION public.ops_append_only() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('daimon.housekeeping', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION public.ops_record_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO '$user', 'public'
    AS $$
DECLARE
    unrecorded text[] := coalesce(TG_ARGV[0], '{}')::text[];
    author jsonb := coalesce(nullif(current_setting('daimon.author', true), ''), '{}')::jsonb;
    old_row jsonb;
    new_row jsonb;
    row_id text;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        old_row := to_jsonb(OLD) - unrecorded;
        row_id := old_row ->> 'id';
    END IF;
    IF TG_OP <> 'DELETE' THEN
        new_row := to_jsonb(NEW) - unrecorded;
        row_id := new_row ->> 'id';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(key, old_row -> key), jsonb_object_agg(key, value) INTO old_row, new_row
            FROM jsonb_each(new_row) WHERE value IS DISTINCT FROM old_row -> key;
        IF new_row IS NULL THEN
            RETURN NULL;
        END IF;
    END IF;
    INSERT INTO ops_rowchange
        (at, "table", row_id, operation, before, after, actor_id, actor, door, why, request_id, transaction)
    VALUES (
        clock_timestamp(), TG_TABLE_NAME, row_id, lower(TG_OP), old_row, new_row, (author ->> 'id')::uuid,
        coalesce(author ->> 'name', ''), coalesce(author ->> 'door', ''), coalesce(author ->> 'why', ''),
        coalesce(author ->> 'request_id', ''), pg_current_xact_id()::text::bigint
    );
    RETURN NULL;
END $$;
CREATE FUNCTION public.queue_claim(the_lane text, the_worker text, want integer, lease interval, limited text[], mosts integer[], owner_most integer) RETURNS TABLE(priority smallint, turn bigint, id uuid, kind character varying, payload jsonb, fence integer, owner_id uuid, failures smallint, crashes smallint, max_failures smallint, batch_id uuid, lane character varying, idempotency_key character varying, started_at timestamp with time zone, has_more boolean)
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
#variable_conflict use_column
DECLARE
    shut_kinds text[];
    shut_owners uuid[];
    found_ids uuid[];
    is_thorough boolean;
    is_more boolean;
BEGIN
    PERFORM pg_advisory_xact_lock(1903522145, hashtext(the_lane));
    shut_kinds := array(
        SELECT p.kind::text FROM queue_kindpause p
        UNION ALL SELECT l.kind FROM unnest(limited, mosts) AS l(kind, most)
        WHERE l.most <= (SELECT count(*) FROM queue_job r WHERE r.state = 'running' AND r.kind = l.kind)
    );
    shut_owners := array(
        SELECT r.owner_id FROM queue_job r
        WHERE r.state = 'running' AND r.lane = the_lane AND r.owner_id IS NOT NULL
        GROUP BY r.owner_id HAVING count(*) >= owner_most
    );
    FOREACH is_thorough IN ARRAY ARRAY[false, true] LOOP
        -- One more than wanted is looked for: it tells whether somebody else should be called.
        found_ids := array(
            SELECT next.id FROM (
                SELECT p.priority::smallint AS priority, CASE WHEN is_thorough THEN 0 ELSE coalesce(l.turn, 0) END AS turn
                FROM generate_series(0, 9) AS p(priority)
                LEFT JOIN queue_lanelevel l ON l.lane = the_lane AND l.priority = p.priority ORDER BY p.priority
            ) AS level CROSS JOIN LATERAL (
                SELECT j.id FROM queue_job j
                WHERE j.state = 'queued' AND j.lane = the_lane AND j.priority = level.priority AND j.turn >= level.turn
                    AND j.kind <> ALL(shut_kinds) AND (j.owner_id IS NULL OR j.owner_id <> ALL(shut_owners))
                ORDER BY j.turn, j.id LIMIT want + 1 FOR UPDATE OF j SKIP LOCKED
            ) AS next LIMIT want + 1
        );
        EXIT WHEN cardinality(found_ids) > 0;
    END LOOP;
    IF cardinality(found_ids) = 0 THEN
        RETURN;
    END IF;
    is_more := cardinality(found_ids) > want;
    found_ids := found_ids[1:want];
    IF cardinality(found_ids) > 1 THEN
        found_ids := array(
            SELECT ranked.id FROM (
                SELECT j.id, j.kind, j.owner_id,
                    row_number() OVER (PARTITION BY j.kind ORDER BY j.priority, j.turn, j.id) AS of_kind,
                    row_number() OVER (PARTITION BY j.owner_id ORDER BY j.priority, j.turn, j.id) AS of_owner
                FROM queue_job j WHERE j.id = ANY(found_ids)
            ) AS ranked
            WHERE (of_kind = 1 OR of_kind <= coalesce((
                    SELECT l.most - (SELECT count(*) FROM queue_job r WHERE r.state = 'running' AND r.kind = l.kind)
                    FROM unnest(limited, mosts) AS l(kind, most) WHERE l.kind = ranked.kind
                ), of_kind))
                AND (ranked.owner_id IS NULL OR of_owner = 1 OR of_owner <= owner_most - (
                    SELECT count(*) FROM queue_job r
                    WHERE r.state = 'running' AND r.lane = the_lane AND r.owner_id = ranked.owner_id
                ))
        );
    END IF;
    RETURN QUERY
        UPDATE queue_job j SET state = 'running', fence = j.fence + 1, held_by = the_worker,
            held_until = clock_timestamp() + lease, started_at = clock_timestamp(), progress = 0, progress_message = ''
        WHERE j.id = ANY(found_ids)
        RETURNING j.priority, j.turn, j.id, j.kind, j.payload, j.fence, j.owner_id, j.failures, j.crashes, j.max_failures,
            j.batch_id, j.lane, j.idempotency_key, j.started_at, is_more;
END $$;
CREATE FUNCTION public.queue_refuse_transition() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'a job may not go from % to %', OLD.state, NEW.state
        USING ERRCODE = 'check_violation', CONSTRAINT = 'job_transition_is_allowed';
END $$;
CREATE FUNCTION public.spirits_access(person uuid, moment timestamp with time zone) RETURNS TABLE(spirit_id uuid, reason text, source_id uuid, starts_at timestamp with time zone, ends_at timestamp with time zone)
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT s.id, 'free_tier', NULL::uuid, NULL::timestamptz, NULL::timestamptz FROM spirits_spirit s
    WHERE s.tier = 'free' AND s.state <> 'draft'
        AND spirits_unlock_xp(s.unlock_rank, s.unlock_level) <= spirits_xp_at(person, moment)
    UNION ALL
    SELECT g.spirit_id, g.source, g.id, g.starts_at, g.ends_at FROM spirits_grant g
    WHERE g.owner_id = person AND g.starts_at <= moment AND (g.ends_at IS NULL OR g.ends_at > moment)
        AND (g.revoked_at IS NULL OR g.revoked_at > moment) AND (g.calls_limit IS NULL OR g.calls_used < g.calls_limit)
    UNION ALL
    SELECT v.spirit_id, 'plan', u.id, p.starts_at, e.ends_at FROM spirits_subscription u
    JOIN spirits_subscriptionperiod p ON p.subscription_id = u.id
    CROSS JOIN LATERAL (SELECT least(
        coalesce(p.cut_at, CASE WHEN u.renews THEN p.ends_at + u.grace_days * interval '1 day' ELSE p.ends_at END),
        u.ended_at, CASE WHEN u.paused_at IS NOT NULL THEN greatest(u.paused_at, p.ends_at) END
    ) AS ends_at) e
    JOIN spirits_planversion_spirits v ON v.planversion_id = p.version_id
    WHERE u.owner_id = person AND p.starts_at <= moment AND e.ends_at > moment
        AND NOT EXISTS (SELECT 1 FROM spirits_subscriptionperiod later
            WHERE later.subscription_id = u.id AND later.starts_at > p.starts_at AND later.starts_at <= moment)
    UNION ALL
    SELECT i.spirit_id, 'plan', NULL::uuid, NULL::timestamptz, NULL::timestamptz FROM spirits_plan p
    JOIN spirits_planspirit i ON i.plan_id = p.id JOIN spirits_spirit s ON s.id = i.spirit_id
    WHERE p.slug = 'free' AND s.state = 'live'
    UNION ALL
    SELECT s.id, 'staff', NULL::uuid, NULL::timestamptz, NULL::timestamptz FROM accounts_user u, spirits_spirit s
    WHERE u.id = person AND u.is_staff AND u.is_active
$$;
CREATE FUNCTION public.spirits_access_among(person uuid, moment timestamp with time zone, among uuid[]) RETURNS TABLE(spirit_id uuid, reason text, source_id uuid, starts_at timestamp with time zone, ends_at timestamp with time zone)
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
BEGIN
    IF among IS NULL THEN
        RETURN QUERY SELECT a.* FROM spirits_access(person, moment) a;
    ELSE
        RETURN QUERY SELECT a.* FROM spirits_access(person, moment) a WHERE a.spirit_id = ANY(among);
    END IF;
END $$;
CREATE FUNCTION public.spirits_begin_sale(people uuid[], seen text, buyer uuid, recipient uuid, parts uuid[], whole uuid, moment timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    person uuid;
BEGIN
    FOREACH person IN ARRAY people LOOP
        PERFORM pg_advisory_xact_lock(hashtextextended(person::text, 5));
    END LOOP;
    IF (SELECT f::text FROM spirits_offer_facts(buyer, recipient, parts, whole, moment) f) IS DISTINCT FROM seen THEN
        RAISE EXCEPTION 'what the offer depends on is not what it was'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_sale_is_made_on_what_was_seen';
    END IF;
END $$;
CREATE FUNCTION public.spirits_check_account_row() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    present spirits_account;
BEGIN
    SELECT * INTO present FROM spirits_account WHERE id = NEW.id;
    IF present.balance IS NULL OR (present.balance = 0 AND present.entry_count = 0) THEN
        RETURN NULL;
    END IF;
    PERFORM 1 FROM spirits_ledger_entry
        WHERE account_id = present.id AND number = present.entry_count AND balance_after = present.balance;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the balance of account % does not follow from its entries', present.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_balance_follows_from_its_entries';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION public.spirits_check_entry_row() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM spirits_check_transaction(NEW.transaction_id);
    RETURN NULL;
END $$;
CREATE FUNCTION public.spirits_check_transaction(checked uuid) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    wrong text;
    undone uuid;
BEGIN
    SELECT 'sums to ' || sum(amount) || ' ' || unit INTO wrong FROM spirits_ledger_entry
        WHERE transaction_id = checked GROUP BY unit HAVING sum(amount) <> 0 LIMIT 1;
    IF wrong IS NULL AND (SELECT count(*) FROM spirits_ledger_entry WHERE transaction_id = checked) < 2 THEN
        wrong := 'has fewer than two entries';
    END IF;
    IF wrong IS NOT NULL THEN
        RAISE EXCEPTION 'the ledger transaction % %', checked, wrong
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_ledger_transaction_sums_to_zero';
    END IF;
    SELECT reverses_id INTO undone FROM spirits_ledger_transaction WHERE id = checked;
    IF undone IS NOT NULL AND (
        EXISTS (SELECT 1 FROM spirits_ledger_transaction WHERE id = undone AND reverses_id IS NOT NULL)
        OR EXISTS (SELECT 1 FROM spirits_ledger_entry WHERE transaction_id IN (checked, undone)
                   GROUP BY account_id HAVING sum(amount) <> 0)
    ) THEN
        RAISE EXCEPTION 'the ledger transaction % does not mirror %', checked, undone
            USING ERRCODE = 'check_violation', CONSTRAINT = 'a_reversal_mirrors_its_original';
    END IF;
END $$;
CREATE FUNCTION public.spirits_check_transaction_row() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM spirits_check_transaction(NEW.id);
    RETURN NULL;
END $$;
CREATE FUNCTION public.spirits_follow_price() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$
DECLARE
    priced bigint;
    changed jsonb := to_jsonb(NEW);
BEGIN
    EXECUTE format('SELECT id FROM spirits_priceditem WHERE %I = $1', TG_ARGV[0]) INTO priced USING NEW.id;
    IF priced IS NULL THEN
        EXECUTE format('INSERT INTO spirits_priceditem (%I) VALUES ($1) RETURNING id', TG_ARGV[0]) INTO priced USING NEW.id;
    END IF;
    PERFORM spirits_set_price(
        priced, (changed ->> 'price_cents')::bigint, (changed ->> 'price_points')::bigint, transaction_timestamp(),
        NULL, 'Catalogue'
    );
    RETURN NULL;
END $_$;
CREATE FUNCTION public.spirits_gain_xp() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    reached bigint;
BEGIN
    INSERT INTO spirits_progress (owner_id, xp) VALUES (NEW.owner_id, 0) ON CONFLICT DO NOTHING;
    UPDATE spirits_progress SET xp = xp + NEW.amount WHERE owner_id = NEW.owner_id RETURNING xp INTO reached;
    UPDATE spirits_xpevent SET total_after = reached WHERE id = NEW.id;
    RETURN NULL;
END $$;
CREATE FUNCTION public.spirits_guard_account() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF coalesce(NEW.balance, 0) <> 0 OR NEW.entry_count <> 0 THEN
            RAISE EXCEPTION 'an account starts empty'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'an_account_starts_empty';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.kind, NEW.unit, NEW.holder) IS DISTINCT FROM (OLD.id, OLD.kind, OLD.unit, OLD.holder) THEN
        RAISE EXCEPTION 'an account never changes its purpose'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'an_account_never_changes_its_purpose';
    END IF;
    IF (NEW.balance, NEW.entry_count) IS DISTINCT FROM (OLD.balance, OLD.entry_count) AND pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'a balance is moved by posting entries only'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'a_balance_is_moved_by_posting_only';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION public.spirits_guard_grant() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF (NEW.id, NEW.owner_id, NEW.spirit_id, NEW.source, NEW.source_id, NEW.starts_at, NEW.calls_limit)
        IS DISTINCT FROM (OLD.id, OLD.owner_id, OLD.spirit_id, OLD.source, OLD.source_id, OLD.starts_at, OLD.calls_limit)
        OR NEW.calls_used < OLD.calls_used
        OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)
    THEN
        RAISE EXCEPTION 'a grant can only be used, extended or revoked'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'a_grant_is_never_rewritten';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION public.spirits_guard_price() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    present bigint := spirits_ms(transaction_timestamp());
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.recorded_at := transaction_timestamp();
        IF spirits_ms(NEW.valid_from) < present THEN
            RAISE EXCEPTION 'a price cannot start in the past'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'a_price_never_starts_in_the_past';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.id, NEW.item_id, NEW.cents, NEW.points, NEW.valid_from, NEW.reason, NEW.actor, NEW.recorded_at)
        IS DISTINCT FROM (OLD.id, OLD.item_id, OLD.cents, OLD.points, OLD.valid_from, OLD.reason, OLD.actor, OLD.recorded_at)
        OR NEW.valid_until IS NULL OR NEW.valid_until > OLD.valid_until OR spirits_ms(NEW.valid_until) < present
    THEN
        RAISE EXCEPTION 'a price can only be ended, now or later'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'price_history_is_never_rewritten';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION public.spirits_guard_progress() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'experience is moved by events only'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'experience_is_moved_by_events_only';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION public.spirits_guard_trail() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('daimon.erasing_person', true) = OLD.owner_id::text THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'an audit trail is append-only: % is refused', TG_OP
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'a_trail_is_append_only';
END $$;
CREATE FUNCTION public.spirits_guard_xp() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF (NEW.id, NEW.owner_id, NEW.kind, NEW.source, NEW.amount, NEW.spirit_amount, NEW.total_after, NEW.happened_at)
        IS DISTINCT FROM
        (OLD.id, OLD.owner_id, OLD.kind, OLD.source, OLD.amount, OLD.spirit_amount,
            CASE WHEN OLD.total_after IS NULL AND pg_trigger_depth() > 1 THEN NEW.total_after ELSE OLD.total_after END,
            OLD.happened_at)
    THEN
        RAISE EXCEPTION 'experience is never rewritten'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'experience_is_never_rewritten';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION public.spirits_look_at_sale(buyer uuid, recipient uuid, parts uuid[], whole uuid, moment timestamp with time zone, wanted text, OUT xp bigint, OUT had_a_plan boolean, OUT held uuid[], OUT prices text, OUT mark text, OUT wallet uuid, OUT balance bigint, OUT spent uuid, OUT earlier uuid) RETURNS record
    LANGUAGE plpgsql STABLE
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
BEGIN
    SELECT f.xp, f.had_a_plan, f.held, f.prices, f::text INTO xp, had_a_plan, held, prices, mark
        FROM spirits_offer_facts(buyer, recipient, parts, whole, moment) f;
    SELECT a.id, a.balance INTO wallet, balance FROM spirits_account a
        WHERE a.holder = buyer AND a.kind = 'wallet' AND a.unit = 'PTS';
    spent := (SELECT a.id FROM spirits_account a WHERE a.holder IS NULL AND a.kind = 'spent' AND a.unit = 'PTS');
    earlier := (SELECT p.id FROM spirits_purchase p WHERE p.buyer_key = buyer AND p.key = wanted);
END $$;
CREATE FUNCTION public.spirits_ms(moment timestamp with time zone) RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
    SELECT floor(extract(epoch FROM moment AT TIME ZONE 'UTC') * 1000)::bigint
$$;
CREATE FUNCTION public.spirits_offer_facts(buyer uuid, recipient uuid, parts uuid[], whole uuid, moment timestamp with time zone, OUT xp bigint, OUT had_a_plan boolean, OUT held uuid[], OUT prices text) RETURNS record
    LANGUAGE plpgsql STABLE
    SET plan_cache_mode TO 'force_generic_plan'
    AS $$
BEGIN
    xp := spirits_xp_at(buyer, moment);
    had_a_plan := EXISTS (SELECT 1 FROM spirits_subscription s WHERE s.owner_id = buyer);
    held := ARRAY(
        SELECT g.spirit_id FROM spirits_grant g
        WHERE g.owner_id = recipient AND g.spirit_id = ANY(parts) AND g.source IN ('purchase', 'bundle', 'gift')
            AND g.revoked_at IS NULL
        UNION
        SELECT l.spirit_id FROM spirits_purchase p JOIN spirits_purchaseline l ON l.purchase_id = p.id
        WHERE p.recipient_id = recipient AND p.state = 'awaiting' AND l.spirit_id = ANY(parts)
        ORDER BY 1
    );
    prices := (
        SELECT json_agg(json_build_array(thing, p.points, p.cents) ORDER BY thing)
        FROM (
            SELECT i.id, i.spirit_id AS thing FROM spirits_priceditem i WHERE i.spirit_id = ANY(parts)
            UNION ALL SELECT i.id, i.bundle_id FROM spirits_priceditem i WHERE i.bundle_id = whole
        ) items CROSS JOIN LATERAL (
            SELECT points, cents FROM spirits_price
            WHERE item_id = items.id AND valid_from <= moment AND (valid_until IS NULL OR valid_until > moment) OFFSET 0
        ) p
    );
END $$;
CREATE FUNCTION public.spirits_post_entry() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    opened bigint;
BEGIN
    SELECT written_in INTO opened FROM spirits_ledger_transaction WHERE id = NEW.transaction_id;
    IF opened IS DISTINCT FROM pg_current_xact_id()::text::bigint THEN
        RAISE EXCEPTION 'the ledger transaction % is closed', NEW.transaction_id
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'a_committed_transaction_is_closed';
    END IF;
    NEW.number := NULL;
    NEW.balance_after := NULL;
    UPDATE spirits_account SET balance = balance + NEW.amount, entry_count = entry_count + 1
        WHERE id = NEW.account_id AND balance IS NOT NULL
        RETURNING entry_count, balance INTO NEW.number, NEW.balance_after;
    RETURN NEW;
END $$;
CREATE FUNCTION public.spirits_refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'the_ledger_is_append_only';
END $$;
CREATE FUNCTION public.spirits_seconds(moment timestamp with time zone) RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
    SELECT floor(extract(epoch FROM moment AT TIME ZONE 'UTC'))::bigint
$$;
CREATE FUNCTION public.spirits_set_price(priced bigint, new_cents bigint, new_points bigint, starts timestamp with time zone, by_actor uuid, why text) RETURNS uuid
    LANGUAGE plpgsql
    AS $$
DECLARE
    covering spirits_price;
    follower timestamptz;
    made uuid;
BEGIN
    PERFORM 1 FROM spirits_priceditem WHERE id = priced FOR UPDATE;
    starts := date_trunc('milliseconds', greatest(starts, transaction_timestamp()));
    SELECT * INTO covering FROM spirits_price WHERE item_id = priced AND valid_from <= starts
        AND (valid_until IS NULL OR valid_until > starts) LIMIT 1;
    IF covering.id IS NOT NULL AND (covering.cents, covering.points) IS NOT DISTINCT FROM (new_cents, new_points) THEN
        RETURN covering.id;
    END IF;
    follower := covering.valid_until;
    IF covering.id IS NULL THEN
        SELECT min(valid_from) INTO follower FROM spirits_price
            WHERE item_id = priced AND valid_from > starts AND valid_until IS DISTINCT FROM valid_from;
    END IF;
    UPDATE spirits_price SET valid_until = starts WHERE id = covering.id;
    INSERT INTO spirits_price (id, item_id, cents, points, valid_from, valid_until, reason, actor)
        VALUES (uuidv7(), priced, new_cents, new_points, starts, follower, coalesce(why, ''), by_actor)
        RETURNING id INTO made;
    RETURN made;
END $$;
CREATE FUNCTION public.spirits_stamp_period() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    SELECT serial INTO NEW.serial FROM spirits_subscription WHERE id = NEW.subscription_id;
    IF TG_OP = 'UPDATE' AND (
        (NEW.id, NEW.subscription_id, NEW.number, NEW.version_id, NEW.starts_at, NEW.ends_at, NEW.price_points,
            NEW.charged_points, NEW.charged_cents, NEW.transaction_id)
        IS DISTINCT FROM (OLD.id, OLD.subscription_id, OLD.number, OLD.version_id, OLD.starts_at, OLD.ends_at,
            OLD.price_points, OLD.charged_points, OLD.charged_cents, OLD.transaction_id)
        OR (OLD.cut_at IS NOT NULL AND NEW.cut_at IS DISTINCT FROM OLD.cut_at))
    THEN
        RAISE EXCEPTION 'a period can only be cut, once'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'a_period_is_never_rewritten';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION public.spirits_stamp_transaction() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    NEW.sequence := nextval('spirits_ledger_sequence');
    NEW.posted_at := transaction_timestamp();
    NEW.written_in := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
CREATE FUNCTION public.spirits_unlock_xp(unlock_rank text, unlock_level integer) RETURNS bigint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT 50 * level * (level + 1) FROM (SELECT 5 * (array_position(
        ARRAY['novice', 'skilled', 'specialist', 'expert', 'master', 'grandmaster', 'legend'], unlock_rank) - 1)
        + unlock_level - 1 AS level) asked
$$;
CREATE FUNCTION public.spirits_xp_at(person uuid, moment timestamp with time zone) RETURNS bigint
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT coalesce((
        SELECT total_after FROM spirits_xpevent WHERE owner_id = person AND happened_at <= moment
        ORDER BY happened_at DESC, id DESC LIMIT 1
    ), 0)
$$;
CREATE FUNCTION public.training_refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'a version that is ready never changes' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION public.training_refuse_late_samples() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM (SELECT DISTINCT version_id FROM added) a
               JOIN training_datasetversion v ON v.id = a.version_id WHERE v.state <> 'building') THEN
        RAISE EXCEPTION 'a version that is ready takes no rows' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TABLE public.account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id uuid NOT NULL
);
ALTER TABLE public.account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);
ALTER TABLE public.account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_apikey (
    id uuid NOT NULL,
    name character varying(80) NOT NULL,
    prefix character varying(16) NOT NULL,
    key_hash character varying(64) NOT NULL,
    scopes character varying(40)[] NOT NULL,
    requests_per_minute integer,
    requests_per_day integer,
    origins character varying(200)[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    user_id uuid NOT NULL,
    CONSTRAINT accounts_apikey_requests_per_day_check CHECK ((requests_per_day >= 0)),
    CONSTRAINT accounts_apikey_requests_per_minute_check CHECK ((requests_per_minute >= 0)),
    CONSTRAINT an_api_key_has_a_scope CHECK ((
CASE
    WHEN (scopes IS NULL) THEN NULL::integer
    ELSE COALESCE(array_length(scopes, 1), 0)
END > 0))
);
CREATE TABLE public.accounts_dataarchive (
    id uuid NOT NULL,
    state character varying(8) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    made_at timestamp with time zone,
    expires_at timestamp with time zone,
    size bigint,
    user_id uuid NOT NULL,
    CONSTRAINT accounts_dataarchive_size_check CHECK ((size >= 0)),
    CONSTRAINT an_archive_that_is_ready_has_a_file_and_a_last_day CHECK ((((expires_at > made_at) AND (made_at IS NOT NULL) AND (size IS NOT NULL) AND ((state)::text = 'ready'::text)) OR ((expires_at IS NULL) AND (made_at IS NULL) AND (size IS NULL) AND ((state)::text = ANY ((ARRAY['making'::character varying, 'failed'::character varying])::text[])))))
);
CREATE TABLE public.accounts_devicesession (
    id uuid NOT NULL,
    key_hash character varying(64) NOT NULL,
    data text NOT NULL,
    address inet,
    agent character varying(300) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    user_id uuid,
    CONSTRAINT a_session_expires_before_its_end CHECK ((expires_at <= ends_at))
);
CREATE TABLE public.accounts_invitation (
    id uuid NOT NULL,
    email character varying(254) NOT NULL,
    token_hash character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    invited_by_id uuid,
    used_by_id uuid,
    CONSTRAINT an_invitation_expires_after_it_was_made CHECK ((expires_at > created_at)),
    CONSTRAINT an_invitation_with_a_guest_is_used CHECK (((used_by_id IS NULL) OR (used_at IS NOT NULL)))
);
CREATE TABLE public.accounts_leaving (
    user_id uuid NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    CONSTRAINT an_account_goes_after_it_was_asked CHECK ((due_at >= asked_at))
);
CREATE TABLE public.accounts_notification (
    id uuid NOT NULL,
    kind character varying(40) NOT NULL,
    title character varying(200) NOT NULL,
    body text NOT NULL,
    link character varying(300) NOT NULL,
    key character varying(200),
    created_at timestamp with time zone NOT NULL,
    read_at timestamp with time zone,
    user_id uuid NOT NULL,
    CONSTRAINT a_notification_links_within_the_site CHECK ((((link)::text = ''::text) OR (((link)::text ~~ '/%'::text) AND (NOT ((link)::text ~~ '//%'::text))))),
    CONSTRAINT a_notification_says_something CHECK ((NOT ((title)::text = ''::text)))
);
CREATE TABLE public.accounts_notificationdelivery (
    id uuid NOT NULL,
    channel character varying(8) NOT NULL,
    state character varying(8) NOT NULL,
    due_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    error character varying(300) NOT NULL,
    notification_id uuid NOT NULL,
    CONSTRAINT a_delivery_has_a_known_channel CHECK (((channel)::text = ANY ((ARRAY['email'::character varying, 'webhook'::character varying, 'push'::character varying])::text[]))),
    CONSTRAINT a_sent_delivery_has_its_time CHECK ((((sent_at IS NOT NULL) AND ((state)::text = 'sent'::text)) OR ((NOT ((state)::text = 'sent'::text)) AND (sent_at IS NULL))))
);
CREATE TABLE public.accounts_notificationsettings (
    user_id uuid NOT NULL,
    quiet_from time without time zone,
    quiet_until time without time zone,
    webhook_url character varying(500) NOT NULL,
    sealed_webhook_secret text NOT NULL,
    choices jsonb NOT NULL,
    CONSTRAINT a_web_hook_signs_what_it_sends CHECK ((((webhook_url)::text = ''::text) OR (NOT (sealed_webhook_secret = ''::text)))),
    CONSTRAINT quiet_hours_have_a_start_and_an_end CHECK ((((quiet_from IS NULL) AND (quiet_until IS NULL)) OR ((quiet_from IS NOT NULL) AND (quiet_until IS NOT NULL) AND (NOT ((quiet_from = quiet_until) AND (quiet_from IS NOT NULL) AND (quiet_until IS NOT NULL))))))
);
CREATE TABLE public.accounts_pushsubscription (
    id uuid NOT NULL,
    endpoint character varying(600) NOT NULL,
    public_key character varying(100) NOT NULL,
    auth_secret character varying(40) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    user_id uuid NOT NULL
);
CREATE TABLE public.accounts_share (
    id uuid NOT NULL,
    kind character varying(40) NOT NULL,
    object_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    group_id integer,
    person_id uuid,
    shared_by_id uuid NOT NULL,
    CONSTRAINT a_share_reaches_a_person_or_a_group CHECK ((((group_id IS NULL) AND (person_id IS NOT NULL)) OR ((group_id IS NOT NULL) AND (person_id IS NULL)))),
    CONSTRAINT nobody_shares_with_themselves CHECK (((person_id IS NULL) OR (NOT ((person_id = shared_by_id) AND (person_id IS NOT NULL)))))
);
CREATE TABLE public.accounts_user (
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    is_superuser boolean NOT NULL,
    is_staff boolean NOT NULL,
    is_active boolean NOT NULL,
    date_joined timestamp with time zone NOT NULL,
    id uuid NOT NULL,
    email character varying(254) NOT NULL,
    name character varying(80) NOT NULL,
    time_zone character varying(64) NOT NULL,
    theme character varying(8) NOT NULL,
    is_founding_owner boolean NOT NULL,
    language character varying(8) NOT NULL
);
CREATE TABLE public.accounts_user_groups (
    id bigint NOT NULL,
    user_id uuid NOT NULL,
    group_id integer NOT NULL
);
ALTER TABLE public.accounts_user_groups ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.accounts_user_user_permissions (
    id bigint NOT NULL,
    user_id uuid NOT NULL,
    permission_id integer NOT NULL
);
ALTER TABLE public.accounts_user_user_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.accounts_user_user_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.api_idempotent_request (
    id uuid NOT NULL,
    key character varying(200) NOT NULL,
    fingerprint character varying(64) NOT NULL,
    status smallint,
    answer text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    user_id uuid NOT NULL,
    CONSTRAINT api_idempotent_request_status_check CHECK ((status >= 0))
);
CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);
ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);
ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);
ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.chat_attachment (
    id bigint NOT NULL,
    "position" smallint NOT NULL,
    knowledge_base_id uuid,
    message_id uuid NOT NULL,
    upload_id uuid,
    CONSTRAINT an_attachment_is_one_thing CHECK ((((knowledge_base_id IS NULL) AND (upload_id IS NOT NULL)) OR ((knowledge_base_id IS NOT NULL) AND (upload_id IS NULL)))),
    CONSTRAINT chat_attachment_position_check CHECK (("position" >= 0))
);
ALTER TABLE public.chat_attachment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.chat_attachment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.chat_comparison (
    id uuid NOT NULL,
    prompt text NOT NULL,
    is_blind boolean NOT NULL,
    verdict character varying(8) NOT NULL,
    winner smallint,
    voted_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    owner_id uuid NOT NULL,
    CONSTRAINT a_comparison_has_a_winner_exactly_when_it_says_so CHECK (((((verdict)::text = 'winner'::text) AND (winner IS NOT NULL)) OR ((NOT ((verdict)::text = 'winner'::text)) AND (winner IS NULL)))),
    CONSTRAINT a_vote_has_its_time CHECK (((((verdict)::text = ''::text) AND (voted_at IS NULL)) OR ((NOT ((verdict)::text = ''::text)) AND (voted_at IS NOT NULL)))),
    CONSTRAINT chat_comparison_winner_check CHECK ((winner >= 0)),
    CONSTRAINT comparison_verdict_is_known CHECK (((verdict)::text = ANY ((ARRAY[''::character varying, 'winner'::character varying, 'tie'::character varying, 'none'::character varying])::text[])))
);
CREATE TABLE public.chat_comparisonanswer (
    id uuid NOT NULL,
    "position" smallint NOT NULL,
    model_name character varying(200) NOT NULL,
    provider_name character varying(80) NOT NULL,
    comparison_id uuid NOT NULL,
    language_model_id uuid,
    run_id uuid,
    CONSTRAINT a_comparison_has_four_places CHECK ((("position" >= 1) AND ("position" <= 4))),
    CONSTRAINT chat_comparisonanswer_position_check CHECK (("position" >= 0))
);
CREATE TABLE public.chat_contextsnapshot (
    id uuid NOT NULL,
    number integer NOT NULL,
    content text NOT NULL,
    previous_hash character varying(64) NOT NULL,
    hash character varying(64) NOT NULL,
    mac character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    conversation_id uuid NOT NULL,
    run_id uuid NOT NULL,
    CONSTRAINT chat_contextsnapshot_number_check CHECK ((number >= 0)),
    CONSTRAINT only_the_first_link_follows_nothing CHECK ((((number = 1) AND ((previous_hash)::text = ''::text)) OR ((number > 1) AND (NOT ((previous_hash)::text = ''::text)))))
);
CREATE TABLE public.chat_conversation (
    id uuid NOT NULL,
    title character varying(200) NOT NULL,
    pinned_at timestamp with time zone,
    archived_at timestamp with time zone,
    active_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    language_model_id uuid,
    minion_id uuid,
    owner_id uuid NOT NULL,
    leaf_id uuid,
    is_listed boolean NOT NULL,
    is_temporary boolean NOT NULL,
    seen_at timestamp with time zone,
    folder_id uuid,
    variables jsonb NOT NULL,
    CONSTRAINT variables_of_a_conversation_are_named CHECK ((jsonb_typeof(variables) = 'object'::text))
);
CREATE TABLE public.chat_conversationsummary (
    id uuid NOT NULL,
    first integer NOT NULL,
    last integer NOT NULL,
    text text NOT NULL,
    model_name character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    conversation_id uuid NOT NULL,
    through_id uuid NOT NULL,
    CONSTRAINT a_summary_ends_after_it_begins CHECK ((last >= first)),
    CONSTRAINT a_summary_says_something CHECK ((NOT (text = ''::text))),
    CONSTRAINT chat_conversationsummary_first_check CHECK ((first >= 0)),
    CONSTRAINT chat_conversationsummary_last_check CHECK ((last >= 0))
);
CREATE TABLE public.chat_feedback (
    id uuid NOT NULL,
    is_positive boolean NOT NULL,
    reason character varying(16) NOT NULL,
    comment character varying(2000) NOT NULL,
    at timestamp with time zone NOT NULL,
    message_id uuid NOT NULL,
    CONSTRAINT feedback_has_a_known_reason CHECK (((reason)::text = ANY ((ARRAY[''::character varying, 'correct'::character varying, 'helpful'::character varying, 'wrong'::character varying, 'incomplete'::character varying, 'misunderstood'::character varying, 'style'::character varying, 'unsafe'::character varying, 'other'::character varying])::text[])))
);
CREATE TABLE public.chat_folder (
    id uuid NOT NULL,
    name character varying(80) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    owner_id uuid NOT NULL,
    CONSTRAINT a_folder_has_a_name CHECK ((NOT ((name)::text = ''::text)))
);
CREATE TABLE public.chat_memoryembedder (
    name character varying(120) NOT NULL,
    dimensions integer NOT NULL,
    CONSTRAINT chat_memoryembedder_dimensions_check CHECK ((dimensions >= 0))
);
CREATE TABLE public.chat_memoryentry (
    owner_id uuid NOT NULL,
    memory_id uuid NOT NULL,
    number integer NOT NULL,
    kind character varying(12) NOT NULL,
    scope character varying(12) NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] NOT NULL,
    session character varying(80) NOT NULL COLLATE pg_catalog."C",
    "position" integer NOT NULL,
    speaker text[] NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision NOT NULL,
    terms text[] NOT NULL COLLATE pg_catalog."C",
    times smallint[] NOT NULL,
    length integer NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
)
PARTITION BY HASH (owner_id);
CREATE TABLE public.chat_memoryentry_00 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_01 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_02 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_03 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_04 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_05 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_06 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_07 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_08 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_09 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_10 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_11 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_12 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_13 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_14 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryentry_15 (
    owner_id uuid CONSTRAINT chat_memoryentry_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryentry_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryentry_number_not_null NOT NULL,
    kind character varying(12) CONSTRAINT chat_memoryentry_kind_not_null NOT NULL,
    scope character varying(12) CONSTRAINT chat_memoryentry_scope_not_null NOT NULL,
    minion_id uuid,
    conversation_id uuid,
    tags text[] CONSTRAINT chat_memoryentry_tags_not_null NOT NULL,
    session character varying(80) CONSTRAINT chat_memoryentry_session_not_null NOT NULL COLLATE pg_catalog."C",
    "position" integer CONSTRAINT chat_memoryentry_position_not_null NOT NULL,
    speaker text[] CONSTRAINT chat_memoryentry_speaker_not_null NOT NULL,
    occurred_at timestamp with time zone CONSTRAINT chat_memoryentry_occurred_at_not_null NOT NULL,
    valid_from timestamp with time zone CONSTRAINT chat_memoryentry_valid_from_not_null NOT NULL,
    valid_to timestamp with time zone,
    believed_from timestamp with time zone CONSTRAINT chat_memoryentry_believed_from_not_null NOT NULL,
    believed_to timestamp with time zone,
    expires_at timestamp with time zone,
    importance double precision CONSTRAINT chat_memoryentry_importance_not_null NOT NULL,
    terms text[] CONSTRAINT chat_memoryentry_terms_not_null NOT NULL COLLATE pg_catalog."C",
    times smallint[] CONSTRAINT chat_memoryentry_times_not_null NOT NULL,
    length integer CONSTRAINT chat_memoryentry_length_not_null NOT NULL,
    CONSTRAINT each_term_has_its_count CHECK ((cardinality(terms) = cardinality(times)))
);
CREATE TABLE public.chat_memoryswitch (
    id uuid NOT NULL,
    is_on boolean NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    conversation_id uuid,
    owner_id uuid NOT NULL
);
CREATE TABLE public.chat_memoryuse (
    rank integer NOT NULL,
    at timestamp with time zone NOT NULL,
    memory_id uuid NOT NULL,
    run_id uuid NOT NULL,
    CONSTRAINT chat_memoryuse_rank_check CHECK ((rank >= 0))
);
CREATE TABLE public.chat_memoryvector (
    owner_id uuid NOT NULL,
    memory_id uuid NOT NULL,
    number integer NOT NULL,
    embedder character varying(120) NOT NULL,
    own public.vector NOT NULL,
    around public.vector,
    tokens bytea,
    dimensions integer GENERATED ALWAYS AS (public.vector_dims(own)) STORED,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
)
PARTITION BY HASH (owner_id);
ALTER TABLE ONLY public.chat_memoryvector ALTER COLUMN own SET STORAGE MAIN;
ALTER TABLE ONLY public.chat_memoryvector ALTER COLUMN around SET STORAGE MAIN;
CREATE TABLE public.chat_memoryvector_00 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    dimensions integer GENERATED ALWAYS AS (public.vector_dims(own)) STORED,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
ALTER TABLE ONLY public.chat_memoryvector_00 ALTER COLUMN own SET STORAGE MAIN;
ALTER TABLE ONLY public.chat_memoryvector_00 ALTER COLUMN around SET STORAGE MAIN;
CREATE TABLE public.chat_memoryvector_01 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    dimensions integer GENERATED ALWAYS AS (public.vector_dims(own)) STORED,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
ALTER TABLE ONLY public.chat_memoryvector_01 ALTER COLUMN own SET STORAGE MAIN;
ALTER TABLE ONLY public.chat_memoryvector_01 ALTER COLUMN around SET STORAGE MAIN;
CREATE TABLE public.chat_memoryvector_02 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    dimensions integer GENERATED ALWAYS AS (public.vector_dims(own)) STORED,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
ALTER TABLE ONLY public.chat_memoryvector_02 ALTER COLUMN own SET STORAGE MAIN;
ALTER TABLE ONLY public.chat_memoryvector_02 ALTER COLUMN around SET STORAGE MAIN;
CREATE TABLE public.chat_memoryvector_03 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    dimensions integer GENERATED ALWAYS AS (public.vector_dims(own)) STORED,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
ALTER TABLE ONLY public.chat_memoryvector_03 ALTER COLUMN own SET STORAGE MAIN;
ALTER TABLE ONLY public.chat_memoryvector_03 ALTER COLUMN around SET STORAGE MAIN;
CREATE TABLE public.chat_memoryvector_04 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    dimensions integer GENERATED ALWAYS AS (public.vector_dims(own)) STORED,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
ALTER TABLE ONLY public.chat_memoryvector_04 ALTER COLUMN own SET STORAGE MAIN;
ALTER TABLE ONLY public.chat_memoryvector_04 ALTER COLUMN around SET STORAGE MAIN;
CREATE TABLE public.chat_memoryvector_05 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    dimensions integer GENERATED ALWAYS AS (public.vector_dims(own)) STORED,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
ALTER TABLE ONLY public.chat_memoryvector_05 ALTER COLUMN own SET STORAGE MAIN;
ALTER TABLE ONLY public.chat_memoryvector_05 ALTER COLUMN around SET STORAGE MAIN;
CREATE TABLE public.chat_memoryvector_06 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    dimensions integer GENERATED ALWAYS AS (public.vector_dims(own)) STORED,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
ALTER TABLE ONLY public.chat_memoryvector_06 ALTER COLUMN own SET STORAGE MAIN;
ALTER TABLE ONLY public.chat_memoryvector_06 ALTER COLUMN around SET STORAGE MAIN;
CREATE TABLE public.chat_memoryvector_07 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    dimensions integer GENERATED ALWAYS AS (public.vector_dims(own)) STORED,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
ALTER TABLE ONLY public.chat_memoryvector_07 ALTER COLUMN own SET STORAGE MAIN;
ALTER TABLE ONLY public.chat_memoryvector_07 ALTER COLUMN around SET STORAGE MAIN;
CREATE TABLE public.chat_memoryvector_08 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    dimensions integer GENERATED ALWAYS AS (public.vector_dims(own)) STORED,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
ALTER TABLE ONLY public.chat_memoryvector_08 ALTER COLUMN own SET STORAGE MAIN;
ALTER TABLE ONLY public.chat_memoryvector_08 ALTER COLUMN around SET STORAGE MAIN;
CREATE TABLE public.chat_memoryvector_09 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    dimensions integer GENERATED ALWAYS AS (public.vector_dims(own)) STORED,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
ALTER TABLE ONLY public.chat_memoryvector_09 ALTER COLUMN own SET STORAGE MAIN;
ALTER TABLE ONLY public.chat_memoryvector_09 ALTER COLUMN around SET STORAGE MAIN;
CREATE TABLE public.chat_memoryvector_10 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    dimensions integer GENERATED ALWAYS AS (public.vector_dims(own)) STORED,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
ALTER TABLE ONLY public.chat_memoryvector_10 ALTER COLUMN own SET STORAGE MAIN;
ALTER TABLE ONLY public.chat_memoryvector_10 ALTER COLUMN around SET STORAGE MAIN;
CREATE TABLE public.chat_memoryvector_11 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    dimensions integer GENERATED ALWAYS AS (public.vector_dims(own)) STORED,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
ALTER TABLE ONLY public.chat_memoryvector_11 ALTER COLUMN own SET STORAGE MAIN;
ALTER TABLE ONLY public.chat_memoryvector_11 ALTER COLUMN around SET STORAGE MAIN;
CREATE TABLE public.chat_memoryvector_12 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    dimensions integer GENERATED ALWAYS AS (public.vector_dims(own)) STORED,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
ALTER TABLE ONLY public.chat_memoryvector_12 ALTER COLUMN own SET STORAGE MAIN;
ALTER TABLE ONLY public.chat_memoryvector_12 ALTER COLUMN around SET STORAGE MAIN;
CREATE TABLE public.chat_memoryvector_13 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    dimensions integer GENERATED ALWAYS AS (public.vector_dims(own)) STORED,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
ALTER TABLE ONLY public.chat_memoryvector_13 ALTER COLUMN own SET STORAGE MAIN;
ALTER TABLE ONLY public.chat_memoryvector_13 ALTER COLUMN around SET STORAGE MAIN;
CREATE TABLE public.chat_memoryvector_14 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    dimensions integer GENERATED ALWAYS AS (public.vector_dims(own)) STORED,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
ALTER TABLE ONLY public.chat_memoryvector_14 ALTER COLUMN own SET STORAGE MAIN;
ALTER TABLE ONLY public.chat_memoryvector_14 ALTER COLUMN around SET STORAGE MAIN;
CREATE TABLE public.chat_memoryvector_15 (
    owner_id uuid CONSTRAINT chat_memoryvector_owner_id_not_null NOT NULL,
    memory_id uuid CONSTRAINT chat_memoryvector_memory_id_not_null NOT NULL,
    number integer CONSTRAINT chat_memoryvector_number_not_null NOT NULL,
    embedder character varying(120) CONSTRAINT chat_memoryvector_embedder_not_null NOT NULL,
    own public.vector CONSTRAINT chat_memoryvector_own_not_null NOT NULL,
    around public.vector,
    tokens bytea,
    dimensions integer GENERATED ALWAYS AS (public.vector_dims(own)) STORED,
    CONSTRAINT both_vectors_are_of_one_length CHECK (((around IS NULL) OR (public.vector_dims(around) = public.vector_dims(own))))
);
ALTER TABLE ONLY public.chat_memoryvector_15 ALTER COLUMN own SET STORAGE MAIN;
ALTER TABLE ONLY public.chat_memoryvector_15 ALTER COLUMN around SET STORAGE MAIN;
CREATE TABLE public.chat_memoryversion (
    number integer NOT NULL,
    change uuid NOT NULL,
    cause character varying(12) NOT NULL,
    text text NOT NULL,
    text_hash character varying(64) NOT NULL,
    state character varying(12) NOT NULL,
    key character varying(120) NOT NULL,
    tags character varying(40)[] NOT NULL,
    importance double precision NOT NULL,
    is_pinned boolean NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    valid_to timestamp with time zone,
    expires_at timestamp with time zone,
    superseded_by uuid,
    recorded_at timestamp with time zone NOT NULL,
    erased_at timestamp with time zone,
    actor_id uuid,
    memory_id uuid NOT NULL,
    CONSTRAINT chat_memoryversion_number_check CHECK ((number >= 0))
);
CREATE TABLE public.chat_message (
    id uuid NOT NULL,
    depth integer NOT NULL,
    role character varying(10) NOT NULL,
    content text NOT NULL,
    reasoning text NOT NULL,
    citations jsonb NOT NULL,
    author character varying(120) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    conversation_id uuid NOT NULL,
    parent_id uuid,
    is_typed boolean DEFAULT true NOT NULL,
    CONSTRAINT chat_message_depth_check CHECK ((depth >= 0)),
    CONSTRAINT only_the_first_message_has_no_parent CHECK ((((depth = 0) AND (parent_id IS NULL)) OR ((depth > 0) AND (parent_id IS NOT NULL))))
);
CREATE TABLE public.chat_minionfallback (
    id uuid NOT NULL,
    "position" smallint NOT NULL,
    language_model_id uuid NOT NULL,
    minion_id uuid NOT NULL,
    CONSTRAINT a_fallback_chain_has_8_places CHECK ((("position" >= 1) AND ("position" <= 8))),
    CONSTRAINT chat_minionfallback_position_check CHECK (("position" >= 0))
);
CREATE TABLE public.chat_run (
    id uuid NOT NULL,
    minion_version integer,
    state character varying(12) NOT NULL,
    finish_reason character varying(20) NOT NULL,
    error_code character varying(40) NOT NULL,
    error_message character varying(500) NOT NULL,
    last_sequence integer NOT NULL,
    input_tokens integer NOT NULL,
    output_tokens integer NOT NULL,
    snapshot jsonb,
    fence integer NOT NULL,
    held_by character varying(80) NOT NULL,
    held_until timestamp with time zone,
    stop_requested_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    first_token_at timestamp with time zone,
    finished_at timestamp with time zone,
    answer_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    language_model_id uuid,
    minion_id uuid,
    owner_id uuid NOT NULL,
    question_id uuid NOT NULL,
    api_key_id uuid,
    continues_id uuid,
    paused jsonb,
    CONSTRAINT a_run_is_finished_exactly_when_its_state_says_so CHECK ((((finished_at IS NOT NULL) AND ((state)::text = ANY ((ARRAY['completed'::character varying, 'stopped'::character varying, 'failed'::character varying, 'incomplete'::character varying])::text[]))) OR ((finished_at IS NULL) AND ((state)::text = ANY ((ARRAY['queued'::character varying, 'running'::character varying])::text[]))))),
    CONSTRAINT a_running_run_is_held CHECK (((NOT ((state)::text = 'running'::text)) OR (held_until IS NOT NULL))),
    CONSTRAINT chat_run_fence_check CHECK ((fence >= 0)),
    CONSTRAINT chat_run_input_tokens_check CHECK ((input_tokens >= 0)),
    CONSTRAINT chat_run_last_sequence_check CHECK ((last_sequence >= 0)),
    CONSTRAINT chat_run_minion_version_check CHECK ((minion_version >= 0)),
    CONSTRAINT chat_run_output_tokens_check CHECK ((output_tokens >= 0)),
    CONSTRAINT run_state_is_known CHECK (((state)::text = ANY ((ARRAY['queued'::character varying, 'running'::character varying, 'completed'::character varying, 'stopped'::character varying, 'failed'::character varying, 'incomplete'::character varying])::text[])))
);
CREATE TABLE public.chat_runevent (
    sequence integer NOT NULL,
    kind character varying(24) NOT NULL,
    data jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    run_id uuid NOT NULL,
    CONSTRAINT chat_runevent_sequence_check CHECK ((sequence >= 0))
);
CREATE TABLE public.chat_sharelink (
    id uuid NOT NULL,
    token_hash character varying(64) NOT NULL,
    password character varying(200) NOT NULL,
    views integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    conversation_id uuid NOT NULL,
    leaf_id uuid NOT NULL,
    CONSTRAINT a_link_ends_after_it_began CHECK (((expires_at IS NULL) OR (expires_at > created_at))),
    CONSTRAINT chat_sharelink_views_check CHECK ((views >= 0))
);
CREATE TABLE public.chat_storedresponse (
    id uuid NOT NULL,
    depth smallint NOT NULL,
    input jsonb NOT NULL,
    body jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    owner_id uuid NOT NULL,
    previous_id uuid,
    CONSTRAINT a_chain_of_responses_has_an_end CHECK ((depth <= 1000)),
    CONSTRAINT chat_storedresponse_depth_check CHECK ((depth >= 0)),
    CONSTRAINT response_is_kept_a_while CHECK ((expires_at > created_at))
);
CREATE TABLE public.chat_upload (
    id uuid NOT NULL,
    name character varying(200) NOT NULL,
    kind character varying(10) NOT NULL,
    form character varying(12) NOT NULL,
    size bigint NOT NULL,
    sha256 character varying(64) NOT NULL,
    width integer,
    height integer,
    page_count integer NOT NULL,
    passage_count integer NOT NULL,
    notes jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    owner_id uuid NOT NULL,
    CONSTRAINT a_picture_has_a_size_and_a_document_has_passages CHECK ((((height > 0) AND ((kind)::text = 'picture'::text) AND (passage_count = 0) AND (width > 0)) OR ((height IS NULL) AND ((kind)::text = 'document'::text) AND (passage_count > 0) AND (width IS NULL)))),
    CONSTRAINT an_upload_is_not_empty CHECK ((size > 0)),
    CONSTRAINT chat_upload_height_check CHECK ((height >= 0)),
    CONSTRAINT chat_upload_page_count_check CHECK ((page_count >= 0)),
    CONSTRAINT chat_upload_passage_count_check CHECK ((passage_count >= 0)),
    CONSTRAINT chat_upload_size_check CHECK ((size >= 0)),
    CONSTRAINT chat_upload_width_check CHECK ((width >= 0))
);
CREATE TABLE public.chat_uploadpassage (
    id bigint NOT NULL,
    number integer NOT NULL,
    text text NOT NULL,
    heading character varying(500) NOT NULL,
    page integer,
    last_page integer,
    words tsvector GENERATED ALWAYS AS (to_tsvector('english'::regconfig, COALESCE(text, ''::text))) STORED,
    upload_id uuid NOT NULL,
    CONSTRAINT chat_uploadpassage_last_page_check CHECK ((last_page >= 0)),
    CONSTRAINT chat_uploadpassage_number_check CHECK ((number >= 0)),
    CONSTRAINT chat_uploadpassage_page_check CHECK ((page >= 0))
);
ALTER TABLE public.chat_uploadpassage ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.chat_uploadpassage_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.chat_usagerecord (
    id uuid NOT NULL,
    model_name character varying(200) NOT NULL,
    provider_name character varying(80) NOT NULL,
    door character varying(12) NOT NULL,
    kind character varying(12) NOT NULL,
    state character varying(12) NOT NULL,
    error_code character varying(60) NOT NULL,
    input_tokens integer NOT NULL,
    output_tokens integer NOT NULL,
    is_estimated boolean NOT NULL,
    points bigint NOT NULL,
    first_token_ms integer,
    total_ms integer NOT NULL,
    at timestamp with time zone NOT NULL,
    api_key_id uuid,
    language_model_id uuid,
    minion_id uuid,
    owner_id uuid NOT NULL,
    run_id uuid,
    cost_currency character varying(3) NOT NULL,
    cost_micros bigint,
    CONSTRAINT a_cost_of_usage_has_a_currency CHECK (((((cost_currency)::text = ''::text) AND (cost_micros IS NULL)) OR ((cost_micros IS NOT NULL) AND (NOT ((cost_currency)::text = ''::text))))),
    CONSTRAINT chat_usagerecord_cost_micros_check CHECK ((cost_micros >= 0)),
    CONSTRAINT chat_usagerecord_first_token_ms_check CHECK ((first_token_ms >= 0)),
    CONSTRAINT chat_usagerecord_input_tokens_check CHECK ((input_tokens >= 0)),
    CONSTRAINT chat_usagerecord_output_tokens_check CHECK ((output_tokens >= 0)),
    CONSTRAINT chat_usagerecord_points_check CHECK ((points >= 0)),
    CONSTRAINT chat_usagerecord_total_ms_check CHECK ((total_ms >= 0)),
    CONSTRAINT usage_door_is_known CHECK (((door)::text = ANY ((ARRAY['chat'::character varying, 'openai'::character varying, 'anthropic'::character varying, 'ollama'::character varying, 'tool'::character varying])::text[]))),
    CONSTRAINT usage_state_is_known CHECK (((state)::text = ANY ((ARRAY['completed'::character varying, 'stopped'::character varying, 'incomplete'::character varying, 'failed'::character varying])::text[])))
);
CREATE TABLE public.django_admin_log (
    id integer NOT NULL,
    action_time timestamp with time zone NOT NULL,
    object_id text,
    object_repr character varying(200) NOT NULL,
    action_flag smallint NOT NULL,
    change_message text NOT NULL,
    content_type_id integer,
    user_id uuid NOT NULL,
    CONSTRAINT django_admin_log_action_flag_check CHECK ((action_flag >= 0))
);
ALTER TABLE public.django_admin_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_admin_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);
ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);
ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);
CREATE TABLE public.mfa_authenticator (
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    data jsonb NOT NULL,
    user_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);
ALTER TABLE public.mfa_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.mfa_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ops_apilog (
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    request_id character varying(128) NOT NULL,
    method character varying(10) NOT NULL,
    route character varying(200) NOT NULL,
    path character varying(300) NOT NULL,
    status smallint NOT NULL,
    milliseconds integer NOT NULL,
    queries smallint NOT NULL,
    user_id uuid,
    api_key_id uuid,
    address inet,
    CONSTRAINT ops_apilog_milliseconds_check CHECK ((milliseconds >= 0)),
    CONSTRAINT ops_apilog_queries_check CHECK ((queries >= 0)),
    CONSTRAINT ops_apilog_status_check CHECK ((status >= 0))
)
PARTITION BY RANGE (at);
CREATE TABLE public.ops_apilog_default (
    id uuid CONSTRAINT ops_apilog_id_not_null NOT NULL,
    at timestamp with time zone CONSTRAINT ops_apilog_at_not_null NOT NULL,
    request_id character varying(128) CONSTRAINT ops_apilog_request_id_not_null NOT NULL,
    method character varying(10) CONSTRAINT ops_apilog_method_not_null NOT NULL,
    route character varying(200) CONSTRAINT ops_apilog_route_not_null NOT NULL,
    path character varying(300) CONSTRAINT ops_apilog_path_not_null NOT NULL,
    status smallint CONSTRAINT ops_apilog_status_not_null NOT NULL,
    milliseconds integer CONSTRAINT ops_apilog_milliseconds_not_null NOT NULL,
    queries smallint CONSTRAINT ops_apilog_queries_not_null NOT NULL,
    user_id uuid,
    api_key_id uuid,
    address inet,
    CONSTRAINT ops_apilog_milliseconds_check CHECK ((milliseconds >= 0)),
    CONSTRAINT ops_apilog_queries_check CHECK ((queries >= 0)),
    CONSTRAINT ops_apilog_status_check CHECK ((status >= 0))
);
CREATE TABLE public.ops_auditentry (
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_id uuid NOT NULL,
    actor character varying(254) NOT NULL,
    action character varying(8) NOT NULL,
    model character varying(100) NOT NULL,
    object_id character varying(100) NOT NULL,
    object_name character varying(200) NOT NULL,
    before jsonb NOT NULL,
    after jsonb NOT NULL,
    why character varying(300) NOT NULL,
    request_id character varying(128) NOT NULL,
    address inet
);
CREATE TABLE public.ops_limitrule (
    id bigint NOT NULL,
    "group" character varying(12) NOT NULL,
    subject character varying(8) NOT NULL,
    requests integer NOT NULL,
    seconds integer NOT NULL,
    is_active boolean NOT NULL,
    CONSTRAINT a_limit_allows_something CHECK ((requests > 0)),
    CONSTRAINT a_limit_lasts_at_most_a_day CHECK (((seconds > 0) AND (seconds <= 86400))),
    CONSTRAINT ops_limitrule_requests_check CHECK ((requests >= 0)),
    CONSTRAINT ops_limitrule_seconds_check CHECK ((seconds >= 0))
);
ALTER TABLE public.ops_limitrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ops_limitrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.ops_rowchange (
    id uuid DEFAULT uuidv7() NOT NULL,
    at timestamp with time zone NOT NULL,
    "table" character varying(63) NOT NULL,
    row_id character varying(100) NOT NULL,
    operation character varying(6) NOT NULL,
    before jsonb,
    after jsonb,
    actor_id uuid,
    actor character varying(254) NOT NULL,
    door character varying(20) NOT NULL,
    why character varying(300) NOT NULL,
    request_id character varying(128) NOT NULL,
    transaction bigint NOT NULL,
    CONSTRAINT a_change_has_the_sides_it_can_have CHECK ((((before = 'null'::jsonb) AND ((operation)::text = 'insert'::text)) OR ((after = 'null'::jsonb) AND ((operation)::text = 'delete'::text)) OR ((operation)::text = 'update'::text)))
);
CREATE TABLE public.ops_runtimesetting (
    name character varying(60) NOT NULL,
    value jsonb,
    changed_at timestamp with time zone NOT NULL
);
CREATE TABLE public.ops_runtimesettingchange (
    id uuid NOT NULL,
    name character varying(60) NOT NULL,
    before jsonb,
    after jsonb,
    why character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    changed_by_id uuid
);
CREATE TABLE public.ops_systemevent (
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    kind character varying(60) NOT NULL,
    level character varying(8) NOT NULL,
    message character varying(500) NOT NULL,
    actor_id uuid,
    subject character varying(120) NOT NULL,
    data jsonb NOT NULL,
    request_id character varying(128) NOT NULL,
    address inet
);
CREATE TABLE public.queue_attempt (
    id bigint NOT NULL,
    number integer NOT NULL,
    outcome character varying(10) NOT NULL,
    worker character varying(100) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone NOT NULL,
    error_code character varying(60) NOT NULL,
    error character varying(500) NOT NULL,
    trace text NOT NULL,
    job_id uuid NOT NULL,
    CONSTRAINT attempt_outcome_is_known CHECK (((outcome)::text = ANY ((ARRAY['succeeded'::character varying, 'failed'::character varying, 'cancelled'::character varying, 'crashed'::character varying, 'timed_out'::character varying])::text[]))),
    CONSTRAINT queue_attempt_number_check CHECK ((number >= 0))
);
ALTER TABLE public.queue_attempt ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.queue_attempt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.queue_batch (
    id uuid NOT NULL,
    title character varying(160) NOT NULL,
    expected integer NOT NULL,
    cancel_requested_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    owner_id uuid,
    CONSTRAINT queue_batch_expected_check CHECK ((expected >= 0))
);
CREATE TABLE public.queue_job (
    id uuid NOT NULL,
    kind character varying(100) NOT NULL,
    title character varying(160) NOT NULL,
    payload jsonb NOT NULL,
    state character varying(10) NOT NULL,
    lane character varying(12) NOT NULL,
    priority smallint NOT NULL,
    turn bigint NOT NULL,
    run_at timestamp with time zone NOT NULL,
    idempotency_key character varying(200),
    max_failures smallint NOT NULL,
    failures smallint NOT NULL,
    crashes smallint NOT NULL,
    fence integer NOT NULL,
    held_by character varying(100) NOT NULL,
    held_until timestamp with time zone,
    cancel_requested_at timestamp with time zone,
    progress smallint NOT NULL,
    progress_message character varying(200) NOT NULL,
    result jsonb,
    error_code character varying(60) NOT NULL,
    error character varying(500) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    after_id uuid,
    batch_id uuid,
    owner_id uuid,
    parent_id uuid,
    request_id character varying(128) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT a_job_does_not_follow_itself CHECK ((NOT ((after_id = id) AND (after_id IS NOT NULL)))),
    CONSTRAINT a_job_is_finished_exactly_when_its_state_says_so CHECK ((((finished_at IS NOT NULL) AND ((state)::text = ANY ((ARRAY['succeeded'::character varying, 'failed'::character varying, 'cancelled'::character varying, 'dead'::character varying])::text[]))) OR ((NOT ((state)::text = ANY ((ARRAY['succeeded'::character varying, 'failed'::character varying, 'cancelled'::character varying, 'dead'::character varying])::text[]))) AND (finished_at IS NULL)))),
    CONSTRAINT a_job_is_held_exactly_while_it_runs CHECK ((((held_until IS NOT NULL) AND ((state)::text = 'running'::text)) OR ((NOT ((state)::text = 'running'::text)) AND (held_until IS NULL)))),
    CONSTRAINT job_lane_is_known CHECK (((lane)::text = ANY ((ARRAY['interactive'::character varying, 'default'::character varying, 'bulk'::character varying, 'gpu'::character varying])::text[]))),
    CONSTRAINT job_priority_is_0_to_9 CHECK ((priority <= 9)),
    CONSTRAINT job_progress_is_0_to_100 CHECK ((progress <= 100)),
    CONSTRAINT job_state_is_known CHECK (((state)::text = ANY ((ARRAY['scheduled'::character varying, 'queued'::character varying, 'running'::character varying, 'retrying'::character varying, 'succeeded'::character varying, 'failed'::character varying, 'cancelled'::character varying, 'dead'::character varying])::text[]))),
    CONSTRAINT queue_job_crashes_check CHECK ((crashes >= 0)),
    CONSTRAINT queue_job_failures_check CHECK ((failures >= 0)),
    CONSTRAINT queue_job_fence_check CHECK ((fence >= 0)),
    CONSTRAINT queue_job_max_failures_check CHECK ((max_failures >= 0)),
    CONSTRAINT queue_job_priority_check CHECK ((priority >= 0)),
    CONSTRAINT queue_job_progress_check CHECK ((progress >= 0))
)
WITH (autovacuum_vacuum_scale_factor='0.02', autovacuum_vacuum_threshold='500', autovacuum_analyze_scale_factor='0.05');
CREATE TABLE public.queue_jobevent (
    id bigint NOT NULL,
    kind character varying(24) NOT NULL,
    data jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    job_id uuid NOT NULL
);
ALTER TABLE public.queue_jobevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.queue_jobevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.queue_kindmeasure (
    kind character varying(100) NOT NULL,
    finished integer NOT NULL,
    failed integer NOT NULL,
    run_p50 double precision NOT NULL,
    run_p95 double precision NOT NULL,
    wait_p50 double precision NOT NULL,
    wait_p95 double precision NOT NULL,
    measured_at timestamp with time zone NOT NULL,
    CONSTRAINT queue_kindmeasure_failed_check CHECK ((failed >= 0)),
    CONSTRAINT queue_kindmeasure_finished_check CHECK ((finished >= 0))
);
CREATE TABLE public.queue_kindpause (
    kind character varying(100) NOT NULL,
    reason character varying(200) NOT NULL,
    paused_at timestamp with time zone NOT NULL,
    paused_by_id uuid
);
CREATE TABLE public.queue_lanelevel (
    lane character varying(12) NOT NULL,
    priority smallint NOT NULL,
    turn bigint NOT NULL,
    CONSTRAINT queue_lanelevel_priority_check CHECK ((priority >= 0))
);
CREATE TABLE public.queue_schedule (
    id uuid NOT NULL,
    name character varying(120) NOT NULL,
    kind character varying(100) NOT NULL,
    payload jsonb NOT NULL,
    priority smallint NOT NULL,
    cron character varying(100) NOT NULL,
    interval_seconds integer,
    time_zone character varying(64) NOT NULL,
    catch_up character varying(4) NOT NULL,
    is_active boolean NOT NULL,
    next_at timestamp with time zone NOT NULL,
    last_slot_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    owner_id uuid,
    CONSTRAINT a_schedule_has_a_cron_line_or_an_interval CHECK (((((cron)::text = ''::text) AND (interval_seconds > 0)) OR ((NOT ((cron)::text = ''::text)) AND (interval_seconds IS NULL)))),
    CONSTRAINT catch_up_rule_is_known CHECK (((catch_up)::text = ANY ((ARRAY['skip'::character varying, 'once'::character varying, 'all'::character varying])::text[]))),
    CONSTRAINT queue_schedule_interval_seconds_check CHECK ((interval_seconds >= 0)),
    CONSTRAINT queue_schedule_priority_check CHECK ((priority >= 0))
);
CREATE TABLE public.socialaccount_socialaccount (
    id integer NOT NULL,
    provider character varying(200) NOT NULL,
    uid character varying(191) NOT NULL,
    last_login timestamp with time zone NOT NULL,
    date_joined timestamp with time zone NOT NULL,
    extra_data jsonb NOT NULL,
    user_id uuid NOT NULL
);
ALTER TABLE public.socialaccount_socialaccount ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.socialaccount_socialaccount_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.socialaccount_socialapp (
    id integer NOT NULL,
    provider character varying(30) NOT NULL,
    name character varying(40) NOT NULL,
    client_id character varying(191) NOT NULL,
    secret character varying(191) NOT NULL,
    key character varying(191) NOT NULL,
    provider_id character varying(200) NOT NULL,
    settings jsonb NOT NULL
);
ALTER TABLE public.socialaccount_socialapp ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.socialaccount_socialapp_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.socialaccount_socialtoken (
    id integer NOT NULL,
    token text NOT NULL,
    token_secret text NOT NULL,
    expires_at timestamp with time zone,
    account_id integer NOT NULL,
    app_id integer
);
ALTER TABLE public.socialaccount_socialtoken ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.socialaccount_socialtoken_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.spirits_account (
    id uuid NOT NULL,
    kind character varying(12) NOT NULL,
    unit character varying(3) NOT NULL,
    holder uuid,
    balance bigint,
    entry_count bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    owner_id uuid,
    CONSTRAINT account_balance_is_never_negative CHECK ((balance >= 0)),
    CONSTRAINT account_unit_has_three_letters CHECK (((unit)::text ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT an_account_belongs_to_its_holder CHECK (((owner_id IS NULL) OR (owner_id = holder))),
    CONSTRAINT only_personal_accounts_have_a_holder CHECK ((((holder IS NOT NULL) AND ((kind)::text = ANY ((ARRAY['wallet'::character varying, 'held'::character varying])::text[]))) OR ((holder IS NULL) AND ((kind)::text = ANY ((ARRAY['issued'::character varying, 'spent'::character varying, 'expired'::character varying, 'cash'::character varying, 'sales'::character varying, 'tax'::character varying, 'owed'::character varying])::text[]))))),
    CONSTRAINT only_personal_accounts_keep_a_balance CHECK ((((balance IS NOT NULL) AND ((kind)::text = ANY ((ARRAY['wallet'::character varying, 'held'::character varying])::text[]))) OR ((balance IS NULL) AND ((kind)::text = ANY ((ARRAY['issued'::character varying, 'spent'::character varying, 'expired'::character varying, 'cash'::character varying, 'sales'::character varying, 'tax'::character varying, 'owed'::character varying])::text[])))))
);
CREATE TABLE public.spirits_approval (
    id uuid NOT NULL,
    tool character varying(120) NOT NULL,
    conversation_id uuid,
    scope character varying(12) NOT NULL,
    state character varying(12) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    owner_id uuid NOT NULL,
    call_id uuid,
    host character varying(255) NOT NULL,
    is_each_time boolean NOT NULL,
    CONSTRAINT an_approval_for_a_conversation_names_it CHECK (((NOT ((scope)::text = 'conversation'::text)) OR (conversation_id IS NOT NULL))),
    CONSTRAINT an_approval_is_decided_at_some_moment CHECK ((((decided_at IS NULL) AND ((state)::text = 'pending'::text)) OR ((NOT ((state)::text = 'pending'::text)) AND (decided_at IS NOT NULL)))),
    CONSTRAINT an_approval_of_a_call_names_the_call CHECK (((call_id IS NOT NULL) OR ((scope)::text = ANY ((ARRAY['conversation'::character varying, 'tool'::character varying])::text[])))),
    CONSTRAINT what_is_asked_each_time_is_allowed_once CHECK (((NOT is_each_time) OR ((scope)::text = 'call'::text)))
);
CREATE TABLE public.spirits_artifact (
    id uuid NOT NULL,
    name character varying(120) NOT NULL,
    mime character varying(100) NOT NULL,
    size bigint NOT NULL,
    sha256 character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    owner_id uuid NOT NULL,
    call_id uuid,
    CONSTRAINT an_artifact_has_a_name CHECK ((NOT ((name)::text = ''::text))),
    CONSTRAINT an_artifact_has_a_type CHECK (((mime)::text ~~ '%/%'::text)),
    CONSTRAINT an_artifact_has_its_digest CHECK (((sha256)::text ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT spirits_artifact_size_check CHECK ((size >= 0))
);
CREATE TABLE public.spirits_budget (
    id uuid NOT NULL,
    api_key uuid,
    period character varying(5) NOT NULL,
    points_limit bigint,
    tokens_limit bigint,
    is_active boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    group_id integer,
    minion_id uuid,
    user_id uuid,
    CONSTRAINT a_budget_has_a_known_period CHECK (((period)::text = ANY ((ARRAY['day'::character varying, 'week'::character varying, 'month'::character varying, 'total'::character varying])::text[]))),
    CONSTRAINT a_budget_is_for_one_person_group_minion_or_key CHECK ((((api_key IS NULL) AND (group_id IS NULL) AND (minion_id IS NULL) AND (user_id IS NOT NULL)) OR ((api_key IS NULL) AND (group_id IS NOT NULL) AND (minion_id IS NULL) AND (user_id IS NULL)) OR ((api_key IS NULL) AND (group_id IS NULL) AND (minion_id IS NOT NULL) AND (user_id IS NULL)) OR ((api_key IS NOT NULL) AND (group_id IS NULL) AND (minion_id IS NULL) AND (user_id IS NULL)))),
    CONSTRAINT spirits_budget_points_limit_check CHECK ((points_limit >= 0)),
    CONSTRAINT spirits_budget_tokens_limit_check CHECK ((tokens_limit >= 0))
);
CREATE TABLE public.spirits_budgetuse (
    id uuid NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    points bigint NOT NULL,
    tokens bigint NOT NULL,
    noticed_percent smallint NOT NULL,
    budget_id uuid NOT NULL,
    CONSTRAINT a_budget_use_is_never_negative CHECK (((points >= 0) AND (tokens >= 0))),
    CONSTRAINT spirits_budgetuse_noticed_percent_check CHECK ((noticed_percent >= 0))
);
CREATE TABLE public.spirits_bundle (
    id uuid NOT NULL,
    edited_by_staff_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    state character varying(8) NOT NULL,
    "position" smallint NOT NULL,
    slug character varying(60) NOT NULL,
    name character varying(80) NOT NULL,
    icon character varying(16) NOT NULL,
    price_cents integer NOT NULL,
    price_points integer NOT NULL,
    is_popular boolean NOT NULL,
    description text NOT NULL,
    CONSTRAINT spirits_bundle_position_check CHECK (("position" >= 0)),
    CONSTRAINT spirits_bundle_price_cents_check CHECK ((price_cents >= 0)),
    CONSTRAINT spirits_bundle_price_points_check CHECK ((price_points >= 0))
);
CREATE TABLE public.spirits_bundlespirit (
    id uuid NOT NULL,
    "position" smallint NOT NULL,
    bundle_id uuid NOT NULL,
    spirit_id uuid NOT NULL,
    CONSTRAINT spirits_bundlespirit_position_check CHECK (("position" >= 0))
);
CREATE TABLE public.spirits_calendar (
    id uuid NOT NULL,
    name character varying(60) NOT NULL,
    time_zone character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    owner_id uuid NOT NULL,
    CONSTRAINT a_calendar_has_a_name CHECK ((NOT ((name)::text = ''::text)))
);
CREATE TABLE public.spirits_calendarevent (
    id uuid NOT NULL,
    uid character varying(255) NOT NULL,
    title character varying(200) NOT NULL,
    description text NOT NULL,
    location character varying(300) NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    is_all_day boolean NOT NULL,
    time_zone character varying(64) NOT NULL,
    rule character varying(300) NOT NULL,
    excluded timestamp with time zone[] NOT NULL,
    original_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    calendar_id uuid NOT NULL,
    CONSTRAINT a_changed_time_does_not_repeat CHECK (((original_at IS NULL) OR ((rule)::text = ''::text))),
    CONSTRAINT an_event_ends_after_its_start CHECK ((ends_at > starts_at)),
    CONSTRAINT an_event_has_a_title CHECK ((NOT ((title)::text = ''::text)))
);
CREATE TABLE public.spirits_card (
    id uuid NOT NULL,
    gateway_id character varying(100) NOT NULL,
    brand character varying(30) NOT NULL,
    last4 character varying(4) NOT NULL,
    expires_month smallint NOT NULL,
    expires_year smallint NOT NULL,
    is_default boolean NOT NULL,
    removed_at timestamp with time zone,
    detached_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    holder_id uuid NOT NULL,
    CONSTRAINT a_card_has_a_month CHECK (((expires_month >= 1) AND (expires_month <= 12))),
    CONSTRAINT a_removed_card_is_no_default CHECK (((NOT is_default) OR (removed_at IS NULL))),
    CONSTRAINT spirits_card_expires_month_check CHECK ((expires_month >= 0)),
    CONSTRAINT spirits_card_expires_year_check CHECK ((expires_year >= 0))
);
CREATE TABLE public.spirits_cardholder (
    id uuid NOT NULL,
    owner_key uuid NOT NULL,
    gateway_id character varying(100) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    owner_id uuid
);
CREATE TABLE public.spirits_category (
    id uuid NOT NULL,
    edited_by_staff_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    slug character varying(60) NOT NULL,
    name character varying(60) NOT NULL,
    description character varying(300) NOT NULL,
    "position" smallint NOT NULL,
    CONSTRAINT spirits_category_position_check CHECK (("position" >= 0))
);
CREATE TABLE public.spirits_coupon (
    id uuid NOT NULL,
    code character varying(40) NOT NULL,
    percent_off smallint NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone,
    uses_limit integer,
    uses integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT a_coupon_code_is_readable CHECK (((code)::text ~ '^[A-Z0-9-]+$'::text)),
    CONSTRAINT a_coupon_is_not_used_too_often CHECK (((uses_limit IS NULL) OR (uses <= uses_limit))),
    CONSTRAINT a_coupon_takes_1_to_100_percent CHECK (((percent_off >= 1) AND (percent_off <= 100))),
    CONSTRAINT spirits_coupon_percent_off_check CHECK ((percent_off >= 0)),
    CONSTRAINT spirits_coupon_uses_check CHECK ((uses >= 0)),
    CONSTRAINT spirits_coupon_uses_limit_check CHECK ((uses_limit >= 0))
);
CREATE TABLE public.spirits_dose (
    id uuid NOT NULL,
    due_at timestamp with time zone,
    state character varying(8) NOT NULL,
    at timestamp with time zone,
    medication_id uuid NOT NULL,
    CONSTRAINT a_dose_that_was_answered_has_its_time CHECK ((((at IS NOT NULL) AND ((state)::text = ANY ((ARRAY['taken'::character varying, 'skipped'::character varying])::text[]))) OR ((at IS NULL) AND ((state)::text = ANY ((ARRAY['due'::character varying, 'missed'::character varying])::text[]))))),
    CONSTRAINT only_a_taken_dose_was_not_due CHECK (((due_at IS NOT NULL) OR ((state)::text = 'taken'::text)))
);
CREATE TABLE public.spirits_encryptionkey (
    id uuid NOT NULL,
    name character varying(60) NOT NULL,
    purpose character varying(12) NOT NULL,
    version integer NOT NULL,
    sealed text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    retired_at timestamp with time zone,
    owner_id uuid NOT NULL,
    last_used_at timestamp with time zone,
    public_key text NOT NULL,
    uses bigint NOT NULL,
    CONSTRAINT a_key_has_a_known_purpose CHECK (((purpose)::text = ANY ((ARRAY['encryption'::character varying, 'signing'::character varying])::text[]))),
    CONSTRAINT a_key_has_a_name CHECK ((NOT ((name)::text = ''::text))),
    CONSTRAINT a_key_is_sealed CHECK ((NOT (sealed = ''::text))),
    CONSTRAINT a_used_key_knows_its_last_use CHECK ((((last_used_at IS NULL) AND (uses = 0)) OR ((last_used_at IS NOT NULL) AND (uses > 0)))),
    CONSTRAINT only_a_signing_key_has_a_public_half CHECK ((((purpose)::text = 'signing'::text) OR (public_key = ''::text))),
    CONSTRAINT spirits_encryptionkey_uses_check CHECK ((uses >= 0)),
    CONSTRAINT spirits_encryptionkey_version_check CHECK ((version >= 0))
);
CREATE TABLE public.spirits_grant (
    id uuid NOT NULL,
    source character varying(8) NOT NULL,
    source_id uuid NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone,
    revoked_at timestamp with time zone,
    calls_limit integer,
    calls_used integer NOT NULL,
    reason character varying(300) NOT NULL,
    actor uuid,
    created_at timestamp with time zone NOT NULL,
    owner_id uuid NOT NULL,
    spirit_id uuid NOT NULL,
    CONSTRAINT a_grant_ends_after_it_starts CHECK (((ends_at IS NULL) OR (ends_at > starts_at))),
    CONSTRAINT a_trial_has_a_number_of_calls CHECK (((NOT ((source)::text = 'trial'::text)) OR (calls_limit IS NOT NULL))),
    CONSTRAINT no_more_trial_calls_than_granted CHECK (((calls_limit IS NULL) OR (calls_used <= calls_limit))),
    CONSTRAINT spirits_grant_calls_limit_check CHECK ((calls_limit >= 0)),
    CONSTRAINT spirits_grant_calls_used_check CHECK ((calls_used >= 0))
);
CREATE TABLE public.spirits_learningattempt (
    id uuid NOT NULL,
    grade smallint NOT NULL,
    at timestamp with time zone NOT NULL,
    item_id uuid NOT NULL,
    CONSTRAINT a_grade_is_one_to_four CHECK (((grade >= 1) AND (grade <= 4))),
    CONSTRAINT spirits_learningattempt_grade_check CHECK ((grade >= 0))
);
CREATE TABLE public.spirits_learningitem (
    id uuid NOT NULL,
    topic character varying(80) NOT NULL,
    prompt character varying(500) NOT NULL,
    answer character varying(1000) NOT NULL,
    card jsonb NOT NULL,
    due_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    owner_id uuid NOT NULL,
    CONSTRAINT a_learning_item_asks_something CHECK ((NOT ((prompt)::text = ''::text)))
);
CREATE TABLE public.spirits_ledger_entry (
    id bigint NOT NULL,
    unit character varying(3) NOT NULL,
    amount bigint NOT NULL,
    number bigint,
    balance_after bigint,
    account_id uuid NOT NULL,
    transaction_id uuid NOT NULL,
    CONSTRAINT entry_amount_is_sane CHECK (((amount >= '-1000000000000'::bigint) AND (amount <= '1000000000000'::bigint) AND (NOT (amount = 0)))),
    CONSTRAINT entry_never_leaves_a_negative_balance CHECK ((balance_after >= 0))
);
ALTER TABLE public.spirits_ledger_entry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.spirits_ledger_entry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.spirits_ledger_transaction (
    id uuid NOT NULL,
    sequence bigint NOT NULL,
    kind character varying(12) NOT NULL,
    key character varying(200) NOT NULL,
    fingerprint character varying(64) NOT NULL,
    reason character varying(300) NOT NULL,
    actor uuid,
    happened_at timestamp with time zone NOT NULL,
    posted_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    written_in bigint DEFAULT 0 NOT NULL,
    reverses_id uuid,
    CONSTRAINT a_ledger_key_is_not_empty CHECK ((NOT ((key)::text = ''::text))),
    CONSTRAINT a_reversal_names_what_it_reverses CHECK (((((kind)::text = 'reversal'::text) AND (reverses_id IS NOT NULL)) OR ((NOT ((kind)::text = 'reversal'::text)) AND (reverses_id IS NULL)))),
    CONSTRAINT a_transaction_never_reverses_itself CHECK (((reverses_id IS NULL) OR (NOT ((reverses_id = id) AND (reverses_id IS NOT NULL))))),
    CONSTRAINT ledger_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['topup'::character varying, 'grant'::character varying, 'allowance'::character varying, 'purchase'::character varying, 'subscription'::character varying, 'refund'::character varying, 'reserve'::character varying, 'settle'::character varying, 'release'::character varying, 'adjust'::character varying, 'expire'::character varying, 'stray'::character varying, 'reversal'::character varying])::text[])))
);
CREATE SEQUENCE public.spirits_ledger_sequence
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.spirits_ledger_sequence OWNED BY public.spirits_ledger_transaction.sequence;
CREATE TABLE public.spirits_measure (
    id uuid NOT NULL,
    kind character varying(40) NOT NULL,
    value double precision NOT NULL,
    second double precision,
    note character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    owner_id uuid NOT NULL
);
CREATE TABLE public.spirits_medication (
    id uuid NOT NULL,
    name character varying(120) NOT NULL,
    dose character varying(60) NOT NULL,
    times time without time zone[] NOT NULL,
    time_zone character varying(64) NOT NULL,
    most_a_day smallint,
    least_hours_between double precision,
    instructions character varying(300) NOT NULL,
    ends_at timestamp with time zone,
    stopped_at timestamp with time zone,
    next_due_at timestamp with time zone,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    owner_id uuid NOT NULL,
    CONSTRAINT a_medicine_as_needed_has_a_limit CHECK (((NOT (times = '{}'::time without time zone[])) OR (most_a_day > 0))),
    CONSTRAINT spirits_medication_most_a_day_check CHECK ((most_a_day >= 0)),
    CONSTRAINT spirits_medication_version_check CHECK ((version >= 0))
);
CREATE TABLE public.spirits_messagetemplate (
    id uuid NOT NULL,
    name character varying(60) NOT NULL,
    subject character varying(200) NOT NULL,
    body text NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    owner_id uuid NOT NULL
);
CREATE TABLE public.spirits_minion (
    id uuid NOT NULL,
    name character varying(80) NOT NULL,
    avatar character varying(16) NOT NULL,
    purpose character varying(300) NOT NULL,
    instructions text NOT NULL,
    starter_questions character varying(200)[] NOT NULL,
    version integer NOT NULL,
    archived_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    language_model_id uuid,
    owner_id uuid NOT NULL,
    template_id uuid,
    tools_asked_first character varying(120)[] NOT NULL,
    tools_off character varying(120)[] NOT NULL,
    memory character varying(3) NOT NULL,
    variables jsonb NOT NULL,
    CONSTRAINT a_minion_has_a_name CHECK ((NOT ((name)::text = ''::text))),
    CONSTRAINT a_minion_has_at_most_20_variables CHECK (
CASE
    WHEN (jsonb_typeof(variables) = 'array'::text) THEN (jsonb_array_length(variables) <= 20)
    ELSE false
END),
    CONSTRAINT a_minion_switches_at_most_500_tools CHECK (((
CASE
    WHEN (tools_asked_first IS NULL) THEN NULL::integer
    ELSE COALESCE(array_length(tools_asked_first, 1), 0)
END <= 500) AND (
CASE
    WHEN (tools_off IS NULL) THEN NULL::integer
    ELSE COALESCE(array_length(tools_off, 1), 0)
END <= 500))),
    CONSTRAINT a_tool_of_a_minion_is_off_or_asks_first CHECK ((NOT (tools_off && tools_asked_first))),
    CONSTRAINT memory_of_a_minion_is_known CHECK (((memory)::text = ANY ((ARRAY['all'::character varying, 'own'::character varying, 'off'::character varying])::text[]))),
    CONSTRAINT spirits_minion_version_check CHECK ((version >= 0))
);
CREATE TABLE public.spirits_minion_knowledge_bases (
    id bigint NOT NULL,
    minion_id uuid NOT NULL,
    knowledgebase_id uuid NOT NULL
);
ALTER TABLE public.spirits_minion_knowledge_bases ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.spirits_minion_knowledge_bases_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.spirits_minion_tool_servers (
    id bigint NOT NULL,
    minion_id uuid NOT NULL,
    toolserver_id uuid NOT NULL
);
ALTER TABLE public.spirits_minion_tool_servers ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.spirits_minion_tool_servers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.spirits_minionspirit (
    id uuid NOT NULL,
    slot smallint,
    level smallint NOT NULL,
    xp integer NOT NULL,
    minion_id uuid NOT NULL,
    spirit_id uuid NOT NULL,
    CONSTRAINT a_minions_spirit_has_a_level_of_1_to_10 CHECK (((level >= 1) AND (level <= 10))),
    CONSTRAINT spirits_minionspirit_level_check CHECK ((level >= 0)),
    CONSTRAINT spirits_minionspirit_slot_check CHECK ((slot >= 0)),
    CONSTRAINT spirits_minionspirit_xp_check CHECK ((xp >= 0))
);
CREATE TABLE public.spirits_miniontemplate (
    id uuid NOT NULL,
    edited_by_staff_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    state character varying(8) NOT NULL,
    "position" smallint NOT NULL,
    slug character varying(60) NOT NULL,
    name character varying(80) NOT NULL,
    icon character varying(16) NOT NULL,
    "group" character varying(60) NOT NULL,
    purpose character varying(300) NOT NULL,
    instructions text NOT NULL,
    starter_questions character varying(200)[] NOT NULL,
    variables jsonb NOT NULL,
    CONSTRAINT a_template_has_at_most_20_variables CHECK (
CASE
    WHEN (jsonb_typeof(variables) = 'array'::text) THEN (jsonb_array_length(variables) <= 20)
    ELSE false
END),
    CONSTRAINT spirits_miniontemplate_position_check CHECK (("position" >= 0))
);
CREATE TABLE public.spirits_miniontemplatespirit (
    id uuid NOT NULL,
    "position" smallint NOT NULL,
    template_id uuid NOT NULL,
    spirit_id uuid NOT NULL,
    CONSTRAINT spirits_miniontemplatespirit_position_check CHECK (("position" >= 0))
);
CREATE TABLE public.spirits_minionversion (
    id uuid NOT NULL,
    number integer NOT NULL,
    state jsonb NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    minion_id uuid NOT NULL,
    saved_by_id uuid,
    CONSTRAINT spirits_minionversion_number_check CHECK ((number >= 0))
);
CREATE TABLE public.spirits_monitor (
    id uuid NOT NULL,
    name character varying(80) NOT NULL,
    url character varying(2000) NOT NULL,
    minutes smallint NOT NULL,
    expect_status smallint NOT NULL,
    expect_text character varying(200) NOT NULL,
    failures_before_alert smallint NOT NULL,
    is_paused boolean NOT NULL,
    is_up boolean,
    failures integer NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    owner_id uuid NOT NULL,
    CONSTRAINT a_monitor_checks_each_minute_to_each_day CHECK (((minutes >= 1) AND (minutes <= 1440))),
    CONSTRAINT spirits_monitor_expect_status_check CHECK ((expect_status >= 0)),
    CONSTRAINT spirits_monitor_failures_before_alert_check CHECK ((failures_before_alert >= 0)),
    CONSTRAINT spirits_monitor_failures_check CHECK ((failures >= 0)),
    CONSTRAINT spirits_monitor_minutes_check CHECK ((minutes >= 0)),
    CONSTRAINT spirits_monitor_version_check CHECK ((version >= 0))
);
CREATE TABLE public.spirits_monitorcheck (
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    is_up boolean NOT NULL,
    status smallint,
    milliseconds integer NOT NULL,
    problem character varying(300) NOT NULL,
    monitor_id uuid NOT NULL,
    CONSTRAINT spirits_monitorcheck_milliseconds_check CHECK ((milliseconds >= 0)),
    CONSTRAINT spirits_monitorcheck_status_check CHECK ((status >= 0))
);
CREATE TABLE public.spirits_outboundmessage (
    id uuid NOT NULL,
    channel character varying(6) NOT NULL,
    recipients character varying(320)[] NOT NULL,
    subject character varying(200) NOT NULL,
    body text NOT NULL,
    state character varying(8) NOT NULL,
    call_id uuid,
    reference character varying(500) NOT NULL,
    parts smallint NOT NULL,
    cost_cents integer NOT NULL,
    error character varying(300) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    owner_id uuid NOT NULL,
    account_id uuid,
    CONSTRAINT a_sent_message_has_its_time CHECK ((((sent_at IS NOT NULL) AND ((state)::text = 'sent'::text)) OR ((NOT ((state)::text = 'sent'::text)) AND (sent_at IS NULL)))),
    CONSTRAINT spirits_outboundmessage_cost_cents_check CHECK ((cost_cents >= 0)),
    CONSTRAINT spirits_outboundmessage_parts_check CHECK ((parts >= 0))
);
CREATE TABLE public.spirits_owntool (
    id uuid NOT NULL,
    kind character varying(6) NOT NULL,
    version integer NOT NULL,
    header character varying(60) NOT NULL,
    sealed_key text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    entry_id uuid NOT NULL,
    CONSTRAINT an_own_tool_counts_its_versions_from_1 CHECK ((version >= 1)),
    CONSTRAINT only_an_http_tool_has_a_key CHECK ((((kind)::text = 'http'::text) OR (sealed_key = ''::text))),
    CONSTRAINT spirits_owntool_version_check CHECK ((version >= 0))
);
CREATE TABLE public.spirits_owntoolversion (
    id uuid NOT NULL,
    number integer NOT NULL,
    arguments jsonb NOT NULL,
    effect character varying(8) NOT NULL,
    template text NOT NULL,
    system text NOT NULL,
    method character varying(6) NOT NULL,
    url character varying(1000) NOT NULL,
    saved_at timestamp with time zone NOT NULL,
    language_model_id uuid,
    own_tool_id uuid NOT NULL,
    saved_by_id uuid,
    CONSTRAINT an_own_tool_has_a_prompt_or_an_address CHECK (((((method)::text = ''::text) AND ((url)::text = ''::text) AND (NOT (template = ''::text))) OR ((template = ''::text) AND (NOT ((url)::text = ''::text)) AND (NOT ((method)::text = ''::text))))),
    CONSTRAINT an_own_tool_that_reads_only_gets CHECK (((NOT ((effect)::text = 'read'::text)) OR ((method)::text = ANY ((ARRAY[''::character varying, 'GET'::character varying])::text[])))),
    CONSTRAINT spirits_owntoolversion_number_check CHECK ((number >= 0))
);
CREATE TABLE public.spirits_pairing (
    id uuid NOT NULL,
    edited_by_staff_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    percent smallint NOT NULL,
    name character varying(60) NOT NULL,
    first_id uuid NOT NULL,
    second_id uuid NOT NULL,
    CONSTRAINT a_pairing_helps_or_hinders_by_up_to_100_percent CHECK (((percent >= '-100'::integer) AND (percent <= 100))),
    CONSTRAINT a_pairing_names_the_spirit_with_the_smaller_id_first CHECK ((first_id < second_id))
);
CREATE TABLE public.spirits_payment (
    id uuid NOT NULL,
    owner_key uuid NOT NULL,
    kind character varying(5) NOT NULL,
    keeps_card boolean NOT NULL,
    is_present boolean NOT NULL,
    state character varying(10) NOT NULL,
    origin character varying(200) NOT NULL,
    page_id character varying(100) NOT NULL,
    page_url text NOT NULL,
    intent_id character varying(100) NOT NULL,
    amount bigint NOT NULL,
    unit character varying(3) NOT NULL,
    received bigint NOT NULL,
    cancel_asked_at timestamp with time zone,
    error_code character varying(60) NOT NULL,
    error character varying(300) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    looked_at timestamp with time zone,
    ended_at timestamp with time zone,
    card_id uuid,
    owner_id uuid,
    purchase_id uuid,
    CONSTRAINT a_payment_has_ended_exactly_when_its_state_says_so CHECK ((((ended_at IS NULL) AND ((state)::text = ANY ((ARRAY['new'::character varying, 'created'::character varying, 'confirming'::character varying, 'action'::character varying, 'processing'::character varying, 'stray'::character varying])::text[]))) OR ((ended_at IS NOT NULL) AND ((state)::text = ANY ((ARRAY['succeeded'::character varying, 'failed'::character varying, 'cancelled'::character varying, 'returned'::character varying])::text[]))))),
    CONSTRAINT a_payment_pays_a_purchase_or_keeps_a_card CHECK ((((amount = 0) AND ((kind)::text = 'setup'::text) AND (purchase_id IS NULL)) OR ((NOT ((kind)::text = 'setup'::text)) AND (amount > 0) AND (purchase_id IS NOT NULL)))),
    CONSTRAINT a_payment_succeeds_with_its_whole_amount CHECK (((NOT ((state)::text = 'succeeded'::text)) OR ((kind)::text = 'setup'::text) OR (received = amount)))
);
CREATE TABLE public.spirits_plan (
    id uuid NOT NULL,
    edited_by_staff_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    state character varying(8) NOT NULL,
    "position" smallint NOT NULL,
    slug character varying(60) NOT NULL,
    name character varying(60) NOT NULL,
    price_cents integer NOT NULL,
    discount_percent smallint NOT NULL,
    max_minions integer,
    max_spirits_per_minion smallint,
    has_api_access boolean NOT NULL,
    support character varying(12) NOT NULL,
    description text NOT NULL,
    monthly_points integer NOT NULL,
    CONSTRAINT a_plan_discounts_by_at_most_100_percent CHECK ((discount_percent <= 100)),
    CONSTRAINT spirits_plan_discount_percent_check CHECK ((discount_percent >= 0)),
    CONSTRAINT spirits_plan_max_minions_check CHECK ((max_minions >= 0)),
    CONSTRAINT spirits_plan_max_spirits_per_minion_check CHECK ((max_spirits_per_minion >= 0)),
    CONSTRAINT spirits_plan_monthly_points_check CHECK ((monthly_points >= 0)),
    CONSTRAINT spirits_plan_position_check CHECK (("position" >= 0)),
    CONSTRAINT spirits_plan_price_cents_check CHECK ((price_cents >= 0))
);
CREATE TABLE public.spirits_planlanguagemodel (
    id uuid NOT NULL,
    language_model_id uuid NOT NULL,
    plan_id uuid NOT NULL
);
CREATE TABLE public.spirits_planspirit (
    id uuid NOT NULL,
    plan_id uuid NOT NULL,
    spirit_id uuid NOT NULL
);
CREATE TABLE public.spirits_planversion (
    id uuid NOT NULL,
    number integer NOT NULL,
    fingerprint character varying(64) NOT NULL,
    price_cents integer NOT NULL,
    price_points integer NOT NULL,
    monthly_points integer NOT NULL,
    discount_percent smallint NOT NULL,
    max_minions integer,
    max_spirits_per_minion smallint,
    has_api_access boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    plan_id uuid NOT NULL,
    CONSTRAINT a_version_discounts_by_at_most_100_percent CHECK ((discount_percent <= 100)),
    CONSTRAINT spirits_planversion_discount_percent_check CHECK ((discount_percent >= 0)),
    CONSTRAINT spirits_planversion_max_minions_check CHECK ((max_minions >= 0)),
    CONSTRAINT spirits_planversion_max_spirits_per_minion_check CHECK ((max_spirits_per_minion >= 0)),
    CONSTRAINT spirits_planversion_monthly_points_check CHECK ((monthly_points >= 0)),
    CONSTRAINT spirits_planversion_number_check CHECK ((number >= 0)),
    CONSTRAINT spirits_planversion_price_cents_check CHECK ((price_cents >= 0)),
    CONSTRAINT spirits_planversion_price_points_check CHECK ((price_points >= 0))
);
CREATE TABLE public.spirits_planversion_spirits (
    id bigint NOT NULL,
    planversion_id uuid NOT NULL,
    spirit_id uuid NOT NULL
);
ALTER TABLE public.spirits_planversion_spirits ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.spirits_planversion_spirits_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.spirits_price (
    id uuid NOT NULL,
    cents bigint,
    points bigint,
    valid_from timestamp with time zone NOT NULL,
    valid_until timestamp with time zone,
    reason character varying(300) NOT NULL,
    actor uuid,
    recorded_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
    item_id bigint NOT NULL,
    CONSTRAINT a_price_does_not_end_before_it_starts CHECK (((valid_until IS NULL) OR (valid_until >= valid_from))),
    CONSTRAINT a_price_is_a_sane_amount CHECK ((((cents IS NULL) OR ((cents >= 0) AND (cents <= '1000000000000'::bigint))) AND ((points IS NULL) OR ((points >= 0) AND (points <= '1000000000000'::bigint)))))
);
CREATE TABLE public.spirits_priceditem (
    id bigint NOT NULL,
    bundle_id uuid,
    plan_id uuid,
    spirit_id uuid,
    CONSTRAINT a_price_is_for_one_thing CHECK ((((bundle_id IS NULL) AND (spirit_id IS NULL)) OR ((plan_id IS NULL) AND (spirit_id IS NULL)) OR ((bundle_id IS NULL) AND (plan_id IS NULL)))),
    CONSTRAINT priced_items_fit_their_range CHECK ((id < 1048576))
);
ALTER TABLE public.spirits_priceditem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.spirits_priceditem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.spirits_progress (
    owner_id uuid NOT NULL,
    xp bigint NOT NULL,
    CONSTRAINT experience_is_never_negative CHECK ((xp >= 0))
);
CREATE TABLE public.spirits_purchase (
    id uuid NOT NULL,
    buyer_key uuid NOT NULL,
    key character varying(200) NOT NULL,
    fingerprint character varying(64) NOT NULL,
    points_bought bigint,
    method character varying(8) NOT NULL,
    state character varying(9) NOT NULL,
    unit character varying(3) NOT NULL,
    list_amount bigint NOT NULL,
    discount_amount bigint NOT NULL,
    coupon_amount bigint NOT NULL,
    amount bigint NOT NULL,
    tax_amount bigint NOT NULL,
    refunded_amount bigint NOT NULL,
    payment_reference character varying(200) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    paid_at timestamp with time zone,
    bundle_id uuid,
    buyer_id uuid,
    coupon_id uuid,
    recipient_id uuid,
    spirit_id uuid,
    transaction_id uuid,
    plan_starts_at timestamp with time zone,
    plan_step character varying(6) NOT NULL,
    plan_version_id uuid,
    subscription_id uuid,
    CONSTRAINT a_paid_purchase_names_its_movement CHECK (((NOT ((state)::text = 'paid'::text)) OR ((amount = 0) AND (points_bought IS NULL)) OR (transaction_id IS NOT NULL))),
    CONSTRAINT a_plans_purchase_says_what_it_does CHECK (((((plan_step)::text = ''::text) AND (plan_version_id IS NULL)) OR (((plan_step)::text = 'begin'::text) AND (plan_version_id IS NOT NULL) AND (subscription_id IS NULL)) OR (((plan_step)::text = ANY ((ARRAY['change'::character varying, 'resume'::character varying])::text[])) AND (plan_version_id IS NOT NULL) AND (subscription_id IS NOT NULL)) OR ((plan_starts_at IS NOT NULL) AND ((plan_step)::text = 'renew'::text) AND (plan_version_id IS NOT NULL) AND (subscription_id IS NOT NULL)))),
    CONSTRAINT a_purchase_adds_up CHECK (((amount = ((list_amount - discount_amount) - coupon_amount)) AND (amount >= 0) AND (coupon_amount >= 0) AND (discount_amount >= 0) AND (tax_amount >= 0) AND (tax_amount <= amount))),
    CONSTRAINT a_purchase_is_in_the_unit_of_its_method CHECK (((((method)::text = 'points'::text) AND ((unit)::text = 'PTS'::text)) OR ((NOT ((method)::text = 'points'::text)) AND (NOT ((unit)::text = 'PTS'::text))))),
    CONSTRAINT a_purchase_is_of_one_thing CHECK ((((bundle_id IS NULL) AND (plan_version_id IS NULL) AND (points_bought IS NULL) AND (spirit_id IS NOT NULL)) OR ((bundle_id IS NOT NULL) AND (plan_version_id IS NULL) AND (points_bought IS NULL) AND (spirit_id IS NULL)) OR ((bundle_id IS NULL) AND (plan_version_id IS NULL) AND (points_bought IS NOT NULL) AND (spirit_id IS NULL)) OR ((bundle_id IS NULL) AND (plan_version_id IS NOT NULL) AND (points_bought IS NULL) AND (spirit_id IS NULL)))),
    CONSTRAINT a_purchase_is_paid_exactly_when_its_state_says_so CHECK ((((paid_at IS NOT NULL) AND ((state)::text = 'paid'::text)) OR ((NOT ((state)::text = 'paid'::text)) AND (paid_at IS NULL)))),
    CONSTRAINT no_more_is_refunded_than_was_paid CHECK (((refunded_amount >= 0) AND (refunded_amount <= amount))),
    CONSTRAINT spirits_purchase_points_bought_check CHECK ((points_bought >= 0))
);
CREATE TABLE public.spirits_purchaseline (
    id uuid NOT NULL,
    amount bigint NOT NULL,
    purchase_id uuid NOT NULL,
    spirit_id uuid NOT NULL,
    refund_id uuid,
    CONSTRAINT a_line_is_never_negative CHECK ((amount >= 0))
);
CREATE TABLE public.spirits_refund (
    id uuid NOT NULL,
    key character varying(200) NOT NULL,
    amount bigint NOT NULL,
    reason character varying(300) NOT NULL,
    actor uuid,
    created_at timestamp with time zone NOT NULL,
    purchase_id uuid NOT NULL,
    transaction_id uuid,
    cause character varying(7) NOT NULL,
    error character varying(300) NOT NULL,
    gateway_id character varying(100) NOT NULL,
    hold_id uuid,
    looked_at timestamp with time zone,
    state character varying(8) NOT NULL,
    CONSTRAINT a_refund_is_never_negative CHECK ((amount >= 0)),
    CONSTRAINT a_refund_on_its_way_is_not_booked CHECK (((NOT ((state)::text = ANY ((ARRAY['pending'::character varying, 'failed'::character varying])::text[]))) OR (transaction_id IS NULL)))
);
CREATE TABLE public.spirits_release (
    id uuid NOT NULL,
    application character varying(53) NOT NULL,
    number smallint NOT NULL,
    target character varying(10) NOT NULL,
    image character varying(300) NOT NULL,
    manifest text NOT NULL,
    back_to smallint,
    created_at timestamp with time zone NOT NULL,
    call_id uuid,
    owner_id uuid NOT NULL,
    CONSTRAINT a_release_goes_back_to_an_earlier_one CHECK (((back_to IS NULL) OR (back_to < number))),
    CONSTRAINT a_release_has_a_known_target CHECK (((target)::text = ANY ((ARRAY['kubernetes'::character varying, 'compose'::character varying])::text[]))),
    CONSTRAINT a_release_has_a_manifest CHECK ((NOT (manifest = ''::text))),
    CONSTRAINT a_release_names_an_application CHECK (((application)::text ~ '^[a-z]([-a-z0-9]*[a-z0-9])?$'::text)),
    CONSTRAINT releases_are_counted_from_one CHECK (((number >= 1) AND (number <= 9999))),
    CONSTRAINT spirits_release_back_to_check CHECK ((back_to >= 0)),
    CONSTRAINT spirits_release_number_check CHECK ((number >= 0))
);
CREATE TABLE public.spirits_reminder (
    starts_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone,
    rule character varying(300) NOT NULL,
    time_zone character varying(64) NOT NULL,
    version integer NOT NULL,
    id uuid NOT NULL,
    text character varying(500) NOT NULL,
    state character varying(10) NOT NULL,
    last_delivered_at timestamp with time zone,
    conversation_id uuid,
    created_at timestamp with time zone NOT NULL,
    owner_id uuid NOT NULL,
    CONSTRAINT a_reminder_says_something CHECK ((NOT ((text)::text = ''::text))),
    CONSTRAINT only_a_waiting_reminder_is_due CHECK (((((state)::text = 'waiting'::text) AND (due_at IS NOT NULL)) OR ((NOT ((state)::text = 'waiting'::text)) AND (due_at IS NULL)))),
    CONSTRAINT spirits_reminder_version_check CHECK ((version >= 0))
);
CREATE TABLE public.spirits_reservation (
    id uuid NOT NULL,
    run_id uuid NOT NULL,
    api_key uuid,
    state character varying(8) NOT NULL,
    upper_points bigint NOT NULL,
    upper_tokens bigint NOT NULL,
    points bigint,
    tokens bigint,
    unpaid_points bigint NOT NULL,
    explanation jsonb NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    closed_id uuid,
    held_id uuid,
    minion_id uuid,
    owner_id uuid,
    work uuid,
    CONSTRAINT a_reservation_is_closed_exactly_when_its_state_says_so CHECK ((((closed_at IS NULL) AND (points IS NULL) AND ((state)::text = 'held'::text)) OR ((closed_at IS NOT NULL) AND (points IS NOT NULL) AND ((state)::text = ANY ((ARRAY['settled'::character varying, 'released'::character varying])::text[]))))),
    CONSTRAINT a_reservation_is_never_negative CHECK (((upper_points >= 0) AND (upper_tokens >= 0))),
    CONSTRAINT released_work_costs_nothing CHECK (((NOT ((state)::text = 'released'::text)) OR (points = 0))),
    CONSTRAINT work_never_costs_more_than_was_reserved CHECK (((points IS NULL) OR ((points >= 0) AND (points <= upper_points))))
);
CREATE TABLE public.spirits_reservation_uses (
    id bigint NOT NULL,
    reservation_id uuid NOT NULL,
    budgetuse_id uuid NOT NULL
);
ALTER TABLE public.spirits_reservation_uses ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.spirits_reservation_uses_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.spirits_scheduledtask (
    starts_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone,
    rule character varying(300) NOT NULL,
    time_zone character varying(64) NOT NULL,
    version integer NOT NULL,
    id uuid NOT NULL,
    name character varying(120) NOT NULL,
    tool character varying(120) NOT NULL,
    arguments jsonb,
    prompt text NOT NULL,
    state character varying(10) NOT NULL,
    last_run_at timestamp with time zone,
    last_outcome character varying(300) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    minion_id uuid,
    owner_id uuid NOT NULL,
    CONSTRAINT a_task_runs_a_tool_or_a_prompt CHECK ((((prompt = ''::text) AND (NOT ((tool)::text = ''::text)) AND (arguments IS NOT NULL)) OR ((NOT (prompt = ''::text)) AND ((tool)::text = ''::text)))),
    CONSTRAINT an_active_task_is_due CHECK ((((due_at IS NOT NULL) AND ((state)::text = 'active'::text)) OR (NOT ((state)::text = 'active'::text)))),
    CONSTRAINT spirits_scheduledtask_version_check CHECK ((version >= 0))
);
CREATE TABLE public.spirits_servertool (
    id uuid NOT NULL,
    name character varying(128) NOT NULL,
    called character varying(64) NOT NULL,
    description character varying(1000) NOT NULL,
    arguments jsonb NOT NULL,
    is_reading boolean NOT NULL,
    server_id uuid NOT NULL
);
CREATE TABLE public.spirits_socialaccount (
    id uuid NOT NULL,
    network character varying(10) NOT NULL,
    name character varying(60) NOT NULL,
    server character varying(300) NOT NULL,
    handle character varying(200) NOT NULL,
    sealed_token text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    owner_id uuid NOT NULL,
    CONSTRAINT a_network_account_has_a_token CHECK ((((network)::text = 'webhook'::text) OR (NOT (sealed_token = ''::text))))
);
CREATE TABLE public.spirits_spirit (
    id uuid NOT NULL,
    edited_by_staff_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    state character varying(8) NOT NULL,
    "position" smallint NOT NULL,
    slug character varying(60) NOT NULL,
    name character varying(60) NOT NULL,
    icon character varying(16) NOT NULL,
    tier character varying(12) NOT NULL,
    price_cents integer NOT NULL,
    price_points integer NOT NULL,
    unlock_rank character varying(12) NOT NULL,
    unlock_level smallint NOT NULL,
    summary character varying(160) NOT NULL,
    description text NOT NULL,
    category_id uuid NOT NULL,
    CONSTRAINT a_free_spirit_costs_nothing CHECK (((NOT ((tier)::text = 'free'::text)) OR ((price_cents = 0) AND (price_points = 0)))),
    CONSTRAINT a_spirit_unlocks_at_a_known_rank CHECK (((unlock_rank)::text = ANY ((ARRAY['novice'::character varying, 'skilled'::character varying, 'specialist'::character varying, 'expert'::character varying, 'master'::character varying, 'grandmaster'::character varying, 'legend'::character varying])::text[]))),
    CONSTRAINT a_spirit_unlocks_at_a_level_of_1_to_5 CHECK (((unlock_level >= 1) AND (unlock_level <= 5))),
    CONSTRAINT spirits_spirit_position_check CHECK (("position" >= 0)),
    CONSTRAINT spirits_spirit_price_cents_check CHECK ((price_cents >= 0)),
    CONSTRAINT spirits_spirit_price_points_check CHECK ((price_points >= 0)),
    CONSTRAINT spirits_spirit_unlock_level_check CHECK ((unlock_level >= 0))
);
CREATE TABLE public.spirits_spirittool (
    id uuid NOT NULL,
    "position" smallint NOT NULL,
    unlock_level smallint NOT NULL,
    spirit_id uuid NOT NULL,
    tool_id uuid NOT NULL,
    CONSTRAINT a_tool_unlocks_at_a_spirit_level_of_1_to_10 CHECK (((unlock_level >= 1) AND (unlock_level <= 10))),
    CONSTRAINT spirits_spirittool_position_check CHECK (("position" >= 0)),
    CONSTRAINT spirits_spirittool_unlock_level_check CHECK ((unlock_level >= 0))
);
CREATE TABLE public.spirits_staffrequest (
    id uuid NOT NULL,
    verb character varying(6) NOT NULL,
    key character varying(200) NOT NULL,
    about character varying(300) NOT NULL,
    unit character varying(3) NOT NULL,
    amount bigint NOT NULL,
    payload jsonb NOT NULL,
    reason character varying(300) NOT NULL,
    state character varying(7) NOT NULL,
    asker_key uuid NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    decider_key uuid,
    decided_at timestamp with time zone,
    note character varying(300) NOT NULL,
    asker_id uuid,
    decider_id uuid,
    subject_id uuid,
    CONSTRAINT a_request_has_a_reason CHECK ((NOT ((reason)::text = ''::text))),
    CONSTRAINT a_request_is_decided_exactly_when_its_state_says_so CHECK ((((decided_at IS NULL) AND (decider_key IS NULL) AND ((state)::text = 'waiting'::text)) OR ((decided_at IS NOT NULL) AND (decider_key IS NOT NULL) AND ((state)::text = ANY ((ARRAY['done'::character varying, 'refused'::character varying])::text[]))))),
    CONSTRAINT nobody_agrees_to_their_own_request CHECK (((decider_key IS NULL) OR (NOT ((decider_key = asker_key) AND (decider_key IS NOT NULL)))))
);
CREATE TABLE public.spirits_subscription (
    id uuid NOT NULL,
    serial bigint NOT NULL,
    anchor timestamp with time zone NOT NULL,
    renews boolean NOT NULL,
    grace_days smallint NOT NULL,
    paused_at timestamp with time zone,
    ended_at timestamp with time zone,
    failed_charges smallint NOT NULL,
    next_attempt_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    next_version_id uuid,
    owner_id uuid,
    version_id uuid NOT NULL,
    pays_with character varying(6) NOT NULL,
    card_id uuid,
    CONSTRAINT spirits_subscription_failed_charges_check CHECK ((failed_charges >= 0)),
    CONSTRAINT spirits_subscription_grace_days_check CHECK ((grace_days >= 0))
);
CREATE SEQUENCE public.spirits_subscription_serial
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.spirits_subscription_serial OWNED BY public.spirits_subscription.serial;
CREATE TABLE public.spirits_subscriptionperiod (
    id uuid NOT NULL,
    serial bigint NOT NULL,
    number integer NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    cut_at timestamp with time zone,
    price_points bigint NOT NULL,
    charged_points bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    subscription_id uuid NOT NULL,
    transaction_id uuid,
    version_id uuid NOT NULL,
    charged_cents bigint NOT NULL,
    CONSTRAINT a_period_ends_after_it_starts CHECK ((ends_at > starts_at)),
    CONSTRAINT a_period_is_cut_within_itself CHECK (((cut_at IS NULL) OR ((cut_at >= starts_at) AND (cut_at <= ends_at)))),
    CONSTRAINT a_period_is_never_charged_below_zero CHECK ((charged_points >= 0)),
    CONSTRAINT a_period_is_paid_in_one_unit CHECK (((charged_cents = 0) OR ((charged_cents > 0) AND (charged_points = 0)))),
    CONSTRAINT spirits_subscriptionperiod_number_check CHECK ((number >= 0))
);
CREATE TABLE public.spirits_tool (
    id uuid NOT NULL,
    edited_by_staff_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    state character varying(8) NOT NULL,
    "position" smallint NOT NULL,
    slug character varying(60) NOT NULL,
    name character varying(60) NOT NULL,
    description character varying(500) NOT NULL,
    CONSTRAINT spirits_tool_position_check CHECK (("position" >= 0))
);
CREATE TABLE public.spirits_toolcall (
    id uuid NOT NULL,
    tool character varying(120) NOT NULL,
    conversation_id uuid,
    run_id uuid,
    door character varying(8) NOT NULL,
    effect character varying(12) NOT NULL,
    key character varying(200),
    state character varying(12) NOT NULL,
    arguments jsonb NOT NULL,
    data jsonb,
    text text NOT NULL,
    error jsonb,
    effectiveness_percent smallint NOT NULL,
    synergy_percent smallint NOT NULL,
    cost_points integer NOT NULL,
    xp integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    duration_ms integer NOT NULL,
    minion_id uuid,
    owner_id uuid NOT NULL,
    spirit_id uuid,
    CONSTRAINT a_failed_tool_call_and_no_other_has_an_error CHECK ((((error IS NOT NULL) AND ((state)::text = 'failed'::text)) OR ((NOT ((state)::text = 'failed'::text)) AND (error IS NULL)))),
    CONSTRAINT a_tool_call_is_finished_when_its_state_is_final CHECK ((((finished_at IS NULL) AND ((state)::text = ANY ((ARRAY['waiting'::character varying, 'running'::character varying])::text[]))) OR ((NOT ((state)::text = ANY ((ARRAY['waiting'::character varying, 'running'::character varying])::text[]))) AND (finished_at IS NOT NULL)))),
    CONSTRAINT only_a_successful_tool_call_earns_xp CHECK (((xp = 0) OR ((state)::text = 'succeeded'::text))),
    CONSTRAINT spirits_toolcall_cost_points_check CHECK ((cost_points >= 0)),
    CONSTRAINT spirits_toolcall_duration_ms_check CHECK ((duration_ms >= 0)),
    CONSTRAINT spirits_toolcall_effectiveness_percent_check CHECK ((effectiveness_percent >= 0)),
    CONSTRAINT spirits_toolcall_xp_check CHECK ((xp >= 0))
);
CREATE TABLE public.spirits_toolmastery (
    id uuid NOT NULL,
    succeeded integer NOT NULL,
    failed integer NOT NULL,
    last_used_at timestamp with time zone,
    minion_spirit_id uuid NOT NULL,
    tool_id uuid NOT NULL,
    CONSTRAINT spirits_toolmastery_failed_check CHECK ((failed >= 0)),
    CONSTRAINT spirits_toolmastery_succeeded_check CHECK ((succeeded >= 0))
);
CREATE TABLE public.spirits_toolserver (
    id uuid NOT NULL,
    name character varying(60) NOT NULL,
    handle character varying(24) NOT NULL,
    transport character varying(5) NOT NULL,
    url character varying(500) NOT NULL,
    command character varying(60) NOT NULL,
    header character varying(60) NOT NULL,
    sealed_key text NOT NULL,
    is_trusted boolean NOT NULL,
    is_active boolean NOT NULL,
    problem character varying(300) NOT NULL,
    looked_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    owner_id uuid,
    sealed_grant text NOT NULL,
    sign_in character varying(6) NOT NULL,
    CONSTRAINT a_sign_in_at_a_tool_server_has_its_grant CHECK ((((sign_in)::text = ''::text) OR (NOT (sealed_grant = ''::text)))),
    CONSTRAINT a_tool_server_has_a_key_or_is_signed_in_at CHECK (((sealed_grant = ''::text) OR ((sealed_key = ''::text) AND ((transport)::text = 'http'::text)))),
    CONSTRAINT a_tool_server_has_an_address_or_a_command CHECK (((((command)::text = ''::text) AND ((transport)::text = 'http'::text) AND (NOT ((url)::text = ''::text))) OR ((sealed_key = ''::text) AND ((transport)::text = 'stdio'::text) AND ((url)::text = ''::text) AND (NOT ((command)::text = ''::text))))),
    CONSTRAINT only_staff_add_programs_as_tool_servers CHECK (((owner_id IS NULL) OR ((transport)::text = 'http'::text))),
    CONSTRAINT only_staff_trust_a_tool_server CHECK (((owner_id IS NULL) OR (NOT is_trusted)))
);
CREATE TABLE public.spirits_trailentry (
    id uuid NOT NULL,
    number integer NOT NULL,
    at timestamp with time zone NOT NULL,
    action character varying(80) NOT NULL,
    subject character varying(200) NOT NULL,
    details jsonb NOT NULL,
    previous character varying(64) NOT NULL,
    digest character varying(64) NOT NULL,
    owner_id uuid NOT NULL,
    CONSTRAINT a_trail_counts_from_one CHECK ((number > 0)),
    CONSTRAINT only_the_first_entry_follows_none CHECK ((((number = 1) AND ((previous)::text = ''::text)) OR ((number > 1) AND (NOT ((previous)::text = ''::text))))),
    CONSTRAINT spirits_trailentry_number_check CHECK ((number >= 0))
);
CREATE TABLE public.spirits_webhookevent (
    id uuid NOT NULL,
    gateway_id character varying(100) NOT NULL,
    kind character varying(100) NOT NULL,
    object_kind character varying(60) NOT NULL,
    object_id character varying(100) NOT NULL,
    payload jsonb NOT NULL,
    state character varying(8) NOT NULL,
    deliveries integer NOT NULL,
    tries integer NOT NULL,
    note character varying(300) NOT NULL,
    said_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    handled_at timestamp with time zone,
    CONSTRAINT a_message_was_handled_exactly_when_its_state_says_so CHECK ((((handled_at IS NULL) AND ((state)::text = ANY ((ARRAY['waiting'::character varying, 'failed'::character varying])::text[]))) OR ((handled_at IS NOT NULL) AND ((state)::text = ANY ((ARRAY['handled'::character varying, 'ignored'::character varying])::text[]))))),
    CONSTRAINT spirits_webhookevent_deliveries_check CHECK ((deliveries >= 0)),
    CONSTRAINT spirits_webhookevent_tries_check CHECK ((tries >= 0))
);
CREATE TABLE public.spirits_wellnessgoal (
    id uuid NOT NULL,
    kind character varying(40) NOT NULL,
    target double precision NOT NULL,
    until date,
    created_at timestamp with time zone NOT NULL,
    owner_id uuid NOT NULL
);
CREATE TABLE public.spirits_workspacefile (
    id uuid NOT NULL,
    path character varying(500) NOT NULL,
    version integer NOT NULL,
    size bigint NOT NULL,
    sha256 character varying(64) NOT NULL,
    trashed_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    owner_id uuid NOT NULL,
    CONSTRAINT a_workspace_path_stays_inside CHECK (((NOT ((path)::text = ''::text)) AND (NOT ((path)::text ~~ '/%'::text)) AND (NOT ((path)::text ~~ '%../%'::text)) AND (NOT ((path)::text ~~ '%..%'::text)))),
    CONSTRAINT spirits_workspacefile_size_check CHECK ((size >= 0)),
    CONSTRAINT spirits_workspacefile_version_check CHECK ((version >= 0))
);
CREATE TABLE public.spirits_workspaceversion (
    id uuid NOT NULL,
    number integer NOT NULL,
    path character varying(500) NOT NULL,
    size bigint NOT NULL,
    sha256 character varying(64) NOT NULL,
    call_id uuid,
    at timestamp with time zone NOT NULL,
    file_id uuid NOT NULL,
    CONSTRAINT spirits_workspaceversion_number_check CHECK ((number >= 0)),
    CONSTRAINT spirits_workspaceversion_size_check CHECK ((size >= 0))
);
CREATE TABLE public.spirits_xpevent (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    source character varying(200) NOT NULL,
    amount integer NOT NULL,
    spirit_amount integer NOT NULL,
    synergy_percent smallint NOT NULL,
    total_after bigint,
    happened_at timestamp with time zone NOT NULL,
    minion_spirit_id uuid,
    owner_id uuid NOT NULL,
    tool_id uuid,
    CONSTRAINT experience_has_a_known_kind CHECK (((kind)::text = ANY ((ARRAY['tool_run_succeeded'::character varying, 'tool_run_failed'::character varying, 'task_completed'::character varying, 'error_resolved'::character varying, 'spirit_level_up'::character varying, 'undone'::character varying])::text[])))
);
ALTER TABLE public.spirits_xpevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.spirits_xpevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.training_chunk (
    id uuid NOT NULL,
    number integer NOT NULL,
    text text NOT NULL,
    heading character varying(500) NOT NULL,
    page integer,
    last_page integer,
    start bigint NOT NULL,
    "end" bigint NOT NULL,
    length integer NOT NULL,
    is_edited boolean NOT NULL,
    is_excluded boolean NOT NULL,
    document_id uuid NOT NULL,
    CONSTRAINT a_passage_has_characters CHECK (("end" > start)),
    CONSTRAINT training_chunk_end_check CHECK (("end" >= 0)),
    CONSTRAINT training_chunk_last_page_check CHECK ((last_page >= 0)),
    CONSTRAINT training_chunk_length_check CHECK ((length >= 0)),
    CONSTRAINT training_chunk_number_check CHECK ((number >= 0)),
    CONSTRAINT training_chunk_page_check CHECK ((page >= 0)),
    CONSTRAINT training_chunk_start_check CHECK ((start >= 0))
);
CREATE TABLE public.training_chunkedit (
    chunk_id uuid NOT NULL,
    text text NOT NULL,
    is_excluded boolean NOT NULL,
    edited_at timestamp with time zone NOT NULL,
    document_id uuid NOT NULL,
    CONSTRAINT an_edit_changes_something CHECK (((NOT (text = ''::text)) OR is_excluded))
);
CREATE TABLE public.training_chunkvector (
    chunk_id uuid NOT NULL,
    embedder character varying(120) NOT NULL,
    vector public.vector(384) NOT NULL,
    base_id uuid NOT NULL
);
CREATE TABLE public.training_dataset (
    id uuid NOT NULL,
    name character varying(120) NOT NULL,
    description text NOT NULL,
    licence character varying(80) NOT NULL,
    tags character varying(40)[] NOT NULL,
    is_favourite boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    owner_id uuid NOT NULL
);
CREATE TABLE public.training_datasetversion (
    id uuid NOT NULL,
    number integer NOT NULL,
    state character varying(8) NOT NULL,
    made_by character varying(12) NOT NULL,
    recipe jsonb NOT NULL,
    shape character varying(12) NOT NULL,
    row_count integer NOT NULL,
    refused_count integer NOT NULL,
    digest character varying(64) NOT NULL,
    statistics jsonb NOT NULL,
    report jsonb NOT NULL,
    personal_data jsonb,
    problem character varying(500) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ready_at timestamp with time zone,
    dataset_id uuid NOT NULL,
    CONSTRAINT a_ready_version_has_rows_a_shape_and_a_digest CHECK (((NOT ((state)::text = 'ready'::text)) OR ((NOT ((digest)::text = ''::text)) AND (NOT ((shape)::text = ''::text)) AND (ready_at IS NOT NULL) AND (row_count > 0)))),
    CONSTRAINT dataset_version_state_is_known CHECK (((state)::text = ANY ((ARRAY['building'::character varying, 'ready'::character varying, 'failed'::character varying])::text[]))),
    CONSTRAINT training_datasetversion_number_check CHECK ((number >= 0)),
    CONSTRAINT training_datasetversion_refused_count_check CHECK ((refused_count >= 0)),
    CONSTRAINT training_datasetversion_row_count_check CHECK ((row_count >= 0))
);
CREATE TABLE public.training_document (
    id uuid NOT NULL,
    title character varying(300) NOT NULL,
    source character varying(8) NOT NULL,
    origin character varying(2000) NOT NULL,
    kind character varying(12) NOT NULL,
    size bigint NOT NULL,
    digest character varying(64) NOT NULL,
    tags character varying(40)[] NOT NULL,
    metadata jsonb NOT NULL,
    state character varying(10) NOT NULL,
    percent smallint NOT NULL,
    attempts integer NOT NULL,
    problem_code character varying(60) NOT NULL,
    problem character varying(500) NOT NULL,
    notes jsonb NOT NULL,
    round integer NOT NULL,
    recipe character varying(64) NOT NULL,
    segments_done integer NOT NULL,
    page_count integer NOT NULL,
    passage_count integer NOT NULL,
    word_count bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ready_at timestamp with time zone,
    base_id uuid NOT NULL,
    CONSTRAINT a_document_is_at_most_done CHECK ((percent <= 100)),
    CONSTRAINT a_failed_document_says_why CHECK (((NOT ((state)::text = 'failed'::text)) OR (NOT ((problem)::text = ''::text)))),
    CONSTRAINT a_ready_document_has_passages CHECK (((NOT ((state)::text = 'ready'::text)) OR ((passage_count > 0) AND (ready_at IS NOT NULL)))),
    CONSTRAINT document_state_is_known CHECK (((state)::text = ANY ((ARRAY['waiting'::character varying, 'fetching'::character varying, 'reading'::character varying, 'indexing'::character varying, 'embedding'::character varying, 'ready'::character varying, 'failed'::character varying])::text[]))),
    CONSTRAINT training_document_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT training_document_page_count_check CHECK ((page_count >= 0)),
    CONSTRAINT training_document_passage_count_check CHECK ((passage_count >= 0)),
    CONSTRAINT training_document_percent_check CHECK ((percent >= 0)),
    CONSTRAINT training_document_round_check CHECK ((round >= 0)),
    CONSTRAINT training_document_segments_done_check CHECK ((segments_done >= 0)),
    CONSTRAINT training_document_size_check CHECK ((size >= 0)),
    CONSTRAINT training_document_word_count_check CHECK ((word_count >= 0))
);
CREATE TABLE public.training_evaluation (
    id uuid NOT NULL,
    state character varying(8) NOT NULL,
    round integer NOT NULL,
    seed integer NOT NULL,
    row_count integer NOT NULL,
    problem_code character varying(60) NOT NULL,
    problem character varying(500) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    owner_id uuid NOT NULL,
    suite_id uuid NOT NULL,
    CONSTRAINT a_failed_evaluation_says_why CHECK (((NOT ((state)::text = 'failed'::text)) OR (NOT ((problem)::text = ''::text)))),
    CONSTRAINT an_evaluation_that_ended_has_its_time CHECK ((((state)::text = ANY ((ARRAY['waiting'::character varying, 'running'::character varying])::text[])) OR (ended_at IS NOT NULL))),
    CONSTRAINT evaluation_state_is_known CHECK (((state)::text = ANY ((ARRAY['waiting'::character varying, 'running'::character varying, 'ready'::character varying, 'failed'::character varying, 'stopped'::character varying])::text[]))),
    CONSTRAINT training_evaluation_round_check CHECK ((round >= 0)),
    CONSTRAINT training_evaluation_row_count_check CHECK ((row_count >= 0)),
    CONSTRAINT training_evaluation_seed_check CHECK ((seed >= 0))
);
CREATE TABLE public.training_evaluationresult (
    id bigint NOT NULL,
    number integer NOT NULL,
    question text NOT NULL,
    reference text NOT NULL,
    answer text NOT NULL,
    calls jsonb NOT NULL,
    passages jsonb,
    scores jsonb NOT NULL,
    error_code character varying(60) NOT NULL,
    error character varying(500) NOT NULL,
    latency_ms integer NOT NULL,
    first_token_ms integer,
    input_tokens integer NOT NULL,
    output_tokens integer NOT NULL,
    points bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    target_id uuid NOT NULL,
    judge_error character varying(500) NOT NULL,
    judge_points bigint NOT NULL,
    judge_reason text NOT NULL,
    judge_score smallint,
    judge_tokens integer NOT NULL,
    judged_at timestamp with time zone,
    verdict smallint,
    verdict_at timestamp with time zone,
    CONSTRAINT a_judge_gives_one_to_five CHECK (((judge_score IS NULL) OR ((judge_score >= 1) AND (judge_score <= 5)))),
    CONSTRAINT a_person_gives_one_to_five CHECK (((verdict IS NULL) OR ((verdict >= 1) AND (verdict <= 5)))),
    CONSTRAINT training_evaluationresult_first_token_ms_check CHECK ((first_token_ms >= 0)),
    CONSTRAINT training_evaluationresult_input_tokens_check CHECK ((input_tokens >= 0)),
    CONSTRAINT training_evaluationresult_judge_points_check CHECK ((judge_points >= 0)),
    CONSTRAINT training_evaluationresult_judge_score_check CHECK ((judge_score >= 0)),
    CONSTRAINT training_evaluationresult_judge_tokens_check CHECK ((judge_tokens >= 0)),
    CONSTRAINT training_evaluationresult_latency_ms_check CHECK ((latency_ms >= 0)),
    CONSTRAINT training_evaluationresult_number_check CHECK ((number >= 0)),
    CONSTRAINT training_evaluationresult_output_tokens_check CHECK ((output_tokens >= 0)),
    CONSTRAINT training_evaluationresult_points_check CHECK ((points >= 0)),
    CONSTRAINT training_evaluationresult_verdict_check CHECK ((verdict >= 0))
);
ALTER TABLE public.training_evaluationresult ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.training_evaluationresult_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.training_evaluationtarget (
    id uuid NOT NULL,
    "position" smallint NOT NULL,
    kind character varying(20) NOT NULL,
    title character varying(200) NOT NULL,
    config jsonb NOT NULL,
    model_name character varying(200) NOT NULL,
    provider_name character varying(80) NOT NULL,
    summary jsonb NOT NULL,
    against_first jsonb NOT NULL,
    gates jsonb NOT NULL,
    failed_count integer NOT NULL,
    evaluation_id uuid NOT NULL,
    CONSTRAINT an_evaluation_has_six_places CHECK ((("position" >= 1) AND ("position" <= 6))),
    CONSTRAINT training_evaluationtarget_failed_count_check CHECK ((failed_count >= 0)),
    CONSTRAINT training_evaluationtarget_position_check CHECK (("position" >= 0))
);
CREATE TABLE public.training_image (
    id uuid NOT NULL,
    path character varying(1000) NOT NULL,
    description text NOT NULL,
    tags character varying(80)[] NOT NULL,
    text_content text NOT NULL,
    is_processed boolean NOT NULL,
    width integer,
    height integer,
    format character varying(12) NOT NULL,
    size bigint,
    sha256 character varying(64) NOT NULL,
    perceptual_hash character varying(16) NOT NULL,
    colours jsonb NOT NULL,
    exif jsonb NOT NULL,
    taken_at character varying(19) NOT NULL,
    described_by character varying(200) NOT NULL,
    processed_at timestamp with time zone,
    problem_code character varying(60) NOT NULL,
    problem character varying(300) NOT NULL,
    extra jsonb NOT NULL,
    revision bigint NOT NULL,
    is_missing boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    folder_id uuid NOT NULL,
    CONSTRAINT an_image_lies_in_its_folder CHECK (((NOT ((path)::text = ''::text)) AND (NOT ((path)::text ~~ '/%'::text)))),
    CONSTRAINT training_image_height_check CHECK ((height >= 0)),
    CONSTRAINT training_image_revision_check CHECK ((revision >= 0)),
    CONSTRAINT training_image_size_check CHECK ((size >= 0)),
    CONSTRAINT training_image_width_check CHECK ((width >= 0))
);
CREATE TABLE public.training_imageentry (
    image_id uuid NOT NULL,
    digest character varying(64) NOT NULL,
    words tsvector NOT NULL,
    embedder character varying(120) NOT NULL,
    vector public.vector,
    CONSTRAINT an_image_vector_has_an_embedder CHECK (((((embedder)::text = ''::text) AND (vector IS NULL)) OR ((NOT ((embedder)::text = ''::text)) AND (vector IS NOT NULL))))
);
CREATE TABLE public.training_imagefolder (
    id uuid NOT NULL,
    name character varying(120) NOT NULL,
    source character varying(8) NOT NULL,
    path character varying(1000) NOT NULL,
    revision bigint NOT NULL,
    written_revision bigint NOT NULL,
    file_digest character varying(64) NOT NULL,
    file_changed_ns bigint NOT NULL,
    problem character varying(300) NOT NULL,
    opened_at timestamp with time zone,
    scanned_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    owner_id uuid NOT NULL,
    batch_id uuid,
    CONSTRAINT an_image_folder_in_place_has_a_path CHECK (((((path)::text ~~ '/%'::text) AND ((source)::text = 'place'::text)) OR (((path)::text = ''::text) AND ((source)::text = 'archive'::text)))),
    CONSTRAINT nothing_is_written_before_it_is_changed CHECK ((written_revision <= revision)),
    CONSTRAINT training_imagefolder_file_changed_ns_check CHECK ((file_changed_ns >= 0)),
    CONSTRAINT training_imagefolder_revision_check CHECK ((revision >= 0)),
    CONSTRAINT training_imagefolder_written_revision_check CHECK ((written_revision >= 0))
);
CREATE TABLE public.training_imageintent (
    id uuid NOT NULL,
    revision bigint NOT NULL,
    verb character varying(24) NOT NULL,
    paths character varying(1000)[] NOT NULL,
    prepared character varying(80) NOT NULL,
    digest character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    folder_id uuid NOT NULL,
    CONSTRAINT training_imageintent_revision_check CHECK ((revision >= 0))
);
CREATE TABLE public.training_knowledgebase (
    id uuid NOT NULL,
    name character varying(120) NOT NULL,
    description text NOT NULL,
    tags character varying(40)[] NOT NULL,
    passage_length integer NOT NULL,
    overlap integer NOT NULL,
    is_for_everyone boolean NOT NULL,
    folder character varying(1000) NOT NULL,
    synced_at timestamp with time zone,
    sync_report jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    owner_id uuid NOT NULL,
    CONSTRAINT an_overlap_is_at_most_half_a_passage CHECK ((overlap <= (passage_length / 2))),
    CONSTRAINT passages_have_200_to_4000_characters CHECK (((passage_length >= 200) AND (passage_length <= 4000))),
    CONSTRAINT training_knowledgebase_overlap_check CHECK ((overlap >= 0)),
    CONSTRAINT training_knowledgebase_passage_length_check CHECK ((passage_length >= 0))
);
CREATE TABLE public.training_languagemodel (
    id uuid NOT NULL,
    name character varying(200) NOT NULL,
    display_name character varying(120) NOT NULL,
    context_length integer,
    can_chat boolean NOT NULL,
    can_use_tools boolean NOT NULL,
    can_see boolean NOT NULL,
    can_embed boolean NOT NULL,
    can_reason boolean NOT NULL,
    input_points_per_million integer NOT NULL,
    output_points_per_million integer NOT NULL,
    is_active boolean NOT NULL,
    is_default boolean NOT NULL,
    seen_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    provider_id uuid NOT NULL,
    family character varying(60) NOT NULL,
    is_listed boolean NOT NULL,
    max_output_tokens integer,
    parameter_size character varying(20) NOT NULL,
    visibility character varying(12) NOT NULL,
    tags character varying(40)[] NOT NULL,
    input_price numeric(12,4) NOT NULL,
    output_price numeric(12,4) NOT NULL,
    price_currency character varying(3) NOT NULL,
    CONSTRAINT a_models_price_has_a_currency CHECK ((((price_currency)::text ~ '^[A-Z]{3}$'::text) OR ((input_price = (0)::numeric) AND (output_price = (0)::numeric) AND ((price_currency)::text = ''::text)))),
    CONSTRAINT a_models_price_is_not_negative CHECK (((input_price >= (0)::numeric) AND (output_price >= (0)::numeric))),
    CONSTRAINT training_languagemodel_context_length_check CHECK ((context_length >= 0)),
    CONSTRAINT training_languagemodel_input_points_per_million_check CHECK ((input_points_per_million >= 0)),
    CONSTRAINT training_languagemodel_max_output_tokens_check CHECK ((max_output_tokens >= 0)),
    CONSTRAINT training_languagemodel_output_points_per_million_check CHECK ((output_points_per_million >= 0))
);
CREATE TABLE public.training_languagemodel_groups (
    id bigint NOT NULL,
    languagemodel_id uuid NOT NULL,
    group_id integer NOT NULL
);
ALTER TABLE public.training_languagemodel_groups ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.training_languagemodel_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.training_legacyimport (
    id uuid NOT NULL,
    path character varying(1000) NOT NULL,
    state character varying(12) NOT NULL,
    manifest jsonb NOT NULL,
    digest character varying(64) NOT NULL,
    found jsonb NOT NULL,
    made jsonb NOT NULL,
    "position" integer NOT NULL,
    refused_count integer NOT NULL,
    problem character varying(500) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    owner_id uuid,
    started_by_id uuid,
    CONSTRAINT a_legacy_import_ends_exactly_when_its_state_says_so CHECK ((((ended_at IS NULL) AND ((state)::text = 'applying'::text)) OR ((NOT ((state)::text = 'applying'::text)) AND (ended_at IS NOT NULL)))),
    CONSTRAINT legacy_import_state_is_known CHECK (((state)::text = ANY ((ARRAY['checked'::character varying, 'refused'::character varying, 'applying'::character varying, 'applied'::character varying, 'rolled_back'::character varying])::text[]))),
    CONSTRAINT training_legacyimport_position_check CHECK (("position" >= 0)),
    CONSTRAINT training_legacyimport_refused_count_check CHECK ((refused_count >= 0))
);
CREATE TABLE public.training_legacyline (
    id bigint NOT NULL,
    number integer NOT NULL,
    weight character varying(8) NOT NULL,
    file character varying(1000) NOT NULL,
    place character varying(300) NOT NULL,
    reason character varying(500) NOT NULL,
    run_id uuid NOT NULL,
    CONSTRAINT report_line_weight_is_known CHECK (((weight)::text = ANY ((ARRAY['broken'::character varying, 'refused'::character varying, 'note'::character varying])::text[]))),
    CONSTRAINT training_legacyline_number_check CHECK ((number >= 0))
);
ALTER TABLE public.training_legacyline ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.training_legacyline_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.training_legacyrow (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    target character varying(64) NOT NULL,
    digest character varying(64) NOT NULL,
    file character varying(1000) NOT NULL,
    place character varying(1000) NOT NULL,
    before jsonb,
    run_id uuid NOT NULL,
    CONSTRAINT legacy_row_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['folder'::character varying, 'image'::character varying, 'job'::character varying, 'setting'::character varying])::text[])))
);
ALTER TABLE public.training_legacyrow ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.training_legacyrow_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.training_posting (
    term text NOT NULL,
    segment integer NOT NULL,
    numbers integer[] NOT NULL,
    times integer[] NOT NULL,
    lengths integer[] NOT NULL,
    base_id uuid NOT NULL,
    document_id uuid NOT NULL,
    CONSTRAINT training_posting_segment_check CHECK ((segment >= 0))
);
CREATE TABLE public.training_provider (
    id uuid NOT NULL,
    kind character varying(24) NOT NULL,
    name character varying(80) NOT NULL,
    base_url character varying(500) NOT NULL,
    encrypted_key bytea NOT NULL,
    is_active boolean NOT NULL,
    checked_at timestamp with time zone,
    problem character varying(300) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    owner_id uuid,
    is_healthy boolean,
    latency_ms integer,
    problem_code character varying(60) NOT NULL,
    most_at_once smallint,
    most_per_minute integer,
    CONSTRAINT training_provider_latency_ms_check CHECK ((latency_ms >= 0)),
    CONSTRAINT training_provider_most_at_once_check CHECK ((most_at_once >= 0)),
    CONSTRAINT training_provider_most_per_minute_check CHECK ((most_per_minute >= 0))
);
CREATE TABLE public.training_providerkey (
    id uuid NOT NULL,
    name character varying(80) NOT NULL,
    encrypted_key bytea NOT NULL,
    is_active boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    provider_id uuid NOT NULL
);
CREATE TABLE public.training_providerprobe (
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    is_healthy boolean NOT NULL,
    latency_ms integer,
    problem_code character varying(60) NOT NULL,
    provider_id uuid NOT NULL,
    CONSTRAINT training_providerprobe_latency_ms_check CHECK ((latency_ms >= 0))
);
CREATE TABLE public.training_sample (
    id bigint NOT NULL,
    number integer NOT NULL,
    split character varying(10) NOT NULL,
    content jsonb NOT NULL,
    digest character varying(64) NOT NULL,
    version_id uuid NOT NULL,
    CONSTRAINT sample_split_is_known CHECK (((split)::text = ANY ((ARRAY['train'::character varying, 'validation'::character varying, 'test'::character varying])::text[]))),
    CONSTRAINT training_sample_number_check CHECK ((number >= 0))
);
ALTER TABLE public.training_sample ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.training_sample_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.training_suite (
    id uuid NOT NULL,
    name character varying(120) NOT NULL,
    dataset_name character varying(120) NOT NULL,
    version_number integer NOT NULL,
    digest character varying(64) NOT NULL,
    split character varying(10) NOT NULL,
    most_rows integer,
    answer_part character varying(12) NOT NULL,
    gives_context boolean NOT NULL,
    metrics character varying(12)[] NOT NULL,
    gates jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    owner_id uuid NOT NULL,
    version_id uuid,
    judge jsonb,
    rubric text NOT NULL,
    CONSTRAINT a_judge_has_a_rubric CHECK (((judge = 'null'::jsonb) OR (NOT (rubric = ''::text)))),
    CONSTRAINT a_suite_asks_something CHECK (((most_rows IS NULL) OR (most_rows >= 1))),
    CONSTRAINT suite_answer_part_is_known CHECK (((answer_part)::text = ANY ((ARRAY['whole'::character varying, 'first_line'::character varying, 'last_line'::character varying, 'first_cited'::character varying])::text[]))),
    CONSTRAINT training_suite_most_rows_check CHECK ((most_rows >= 0)),
    CONSTRAINT training_suite_version_number_check CHECK ((version_number >= 0))
);
CREATE TABLE public.training_trainedversion (
    id uuid NOT NULL,
    name character varying(120) NOT NULL,
    number integer NOT NULL,
    state character varying(10) NOT NULL,
    reason character varying(500) NOT NULL,
    changes jsonb NOT NULL,
    taken_from integer,
    created_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    evaluation_id uuid,
    language_model_id uuid,
    owner_id uuid NOT NULL,
    run_id uuid NOT NULL,
    minion_id uuid,
    share smallint,
    CONSTRAINT a_refused_version_says_why CHECK (((NOT ((state)::text = 'refused'::text)) OR (NOT ((reason)::text = ''::text)))),
    CONSTRAINT a_version_being_tried_has_its_share_of_a_minion CHECK ((((minion_id IS NOT NULL) AND (share >= 1) AND (share <= 99) AND ((state)::text = 'canary'::text)) OR ((NOT ((state)::text = 'canary'::text)) AND (share IS NULL)))),
    CONSTRAINT trained_version_state_is_known CHECK (((state)::text = ANY ((ARRAY['candidate'::character varying, 'canary'::character varying, 'live'::character varying, 'refused'::character varying, 'retired'::character varying])::text[]))),
    CONSTRAINT training_trainedversion_number_check CHECK ((number >= 0)),
    CONSTRAINT training_trainedversion_share_check CHECK ((share >= 0)),
    CONSTRAINT training_trainedversion_taken_from_check CHECK ((taken_from >= 0))
);
CREATE TABLE public.training_trainingartifact (
    id bigint NOT NULL,
    path character varying(200) NOT NULL,
    size bigint NOT NULL,
    sha256 character varying(64) NOT NULL,
    run_id uuid NOT NULL,
    CONSTRAINT training_trainingartifact_size_check CHECK ((size >= 0))
);
ALTER TABLE public.training_trainingartifact ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.training_trainingartifact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.training_traininglog (
    id bigint NOT NULL,
    number integer NOT NULL,
    text character varying(1000) NOT NULL,
    at timestamp with time zone NOT NULL,
    run_id uuid NOT NULL,
    CONSTRAINT training_traininglog_number_check CHECK ((number >= 0))
);
ALTER TABLE public.training_traininglog ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.training_traininglog_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.training_trainingmetric (
    id bigint NOT NULL,
    name character varying(40) NOT NULL,
    step integer NOT NULL,
    value double precision NOT NULL,
    at timestamp with time zone NOT NULL,
    run_id uuid NOT NULL,
    CONSTRAINT a_metric_is_a_finite_number CHECK (((value > '-Infinity'::double precision) AND (value < 'Infinity'::double precision))),
    CONSTRAINT training_trainingmetric_step_check CHECK ((step >= 0))
);
ALTER TABLE public.training_trainingmetric ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.training_trainingmetric_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.training_trainingrun (
    id uuid NOT NULL,
    name character varying(120) NOT NULL,
    executor character varying(20) NOT NULL,
    state character varying(8) NOT NULL,
    round integer NOT NULL,
    config jsonb NOT NULL,
    dataset_name character varying(120) NOT NULL,
    version_number integer NOT NULL,
    digest character varying(64) NOT NULL,
    minion_id uuid,
    suite_id uuid,
    progress smallint NOT NULL,
    message character varying(200) NOT NULL,
    attempts integer NOT NULL,
    kept jsonb NOT NULL,
    result jsonb NOT NULL,
    problem_code character varying(60) NOT NULL,
    problem character varying(500) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    ended_at timestamp with time zone,
    owner_id uuid NOT NULL,
    version_id uuid,
    CONSTRAINT a_failed_training_run_says_why CHECK (((NOT ((state)::text = 'failed'::text)) OR (NOT ((problem)::text = ''::text)))),
    CONSTRAINT a_training_run_is_at_most_done CHECK ((progress <= 100)),
    CONSTRAINT a_training_run_that_ended_has_its_time CHECK ((((state)::text = ANY ((ARRAY['waiting'::character varying, 'running'::character varying])::text[])) OR (ended_at IS NOT NULL))),
    CONSTRAINT training_run_state_is_known CHECK (((state)::text = ANY ((ARRAY['waiting'::character varying, 'running'::character varying, 'ready'::character varying, 'failed'::character varying, 'stopped'::character varying])::text[]))),
    CONSTRAINT training_trainingrun_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT training_trainingrun_progress_check CHECK ((progress >= 0)),
    CONSTRAINT training_trainingrun_round_check CHECK ((round >= 0)),
    CONSTRAINT training_trainingrun_version_number_check CHECK ((version_number >= 0))
);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_00 FOR VALUES WITH (modulus 16, remainder 0);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_01 FOR VALUES WITH (modulus 16, remainder 1);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_02 FOR VALUES WITH (modulus 16, remainder 2);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_03 FOR VALUES WITH (modulus 16, remainder 3);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_04 FOR VALUES WITH (modulus 16, remainder 4);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_05 FOR VALUES WITH (modulus 16, remainder 5);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_06 FOR VALUES WITH (modulus 16, remainder 6);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_07 FOR VALUES WITH (modulus 16, remainder 7);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_08 FOR VALUES WITH (modulus 16, remainder 8);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_09 FOR VALUES WITH (modulus 16, remainder 9);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_10 FOR VALUES WITH (modulus 16, remainder 10);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_11 FOR VALUES WITH (modulus 16, remainder 11);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_12 FOR VALUES WITH (modulus 16, remainder 12);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_13 FOR VALUES WITH (modulus 16, remainder 13);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_14 FOR VALUES WITH (modulus 16, remainder 14);
ALTER TABLE ONLY public.chat_memoryentry ATTACH PARTITION public.chat_memoryentry_15 FOR VALUES WITH (modulus 16, remainder 15);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_00 FOR VALUES WITH (modulus 16, remainder 0);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_01 FOR VALUES WITH (modulus 16, remainder 1);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_02 FOR VALUES WITH (modulus 16, remainder 2);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_03 FOR VALUES WITH (modulus 16, remainder 3);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_04 FOR VALUES WITH (modulus 16, remainder 4);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_05 FOR VALUES WITH (modulus 16, remainder 5);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_06 FOR VALUES WITH (modulus 16, remainder 6);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_07 FOR VALUES WITH (modulus 16, remainder 7);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_08 FOR VALUES WITH (modulus 16, remainder 8);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_09 FOR VALUES WITH (modulus 16, remainder 9);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_10 FOR VALUES WITH (modulus 16, remainder 10);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_11 FOR VALUES WITH (modulus 16, remainder 11);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_12 FOR VALUES WITH (modulus 16, remainder 12);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_13 FOR VALUES WITH (modulus 16, remainder 13);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_14 FOR VALUES WITH (modulus 16, remainder 14);
ALTER TABLE ONLY public.chat_memoryvector ATTACH PARTITION public.chat_memoryvector_15 FOR VALUES WITH (modulus 16, remainder 15);
ALTER TABLE ONLY public.ops_apilog ATTACH PARTITION public.ops_apilog_default DEFAULT;
ALTER TABLE ONLY public.spirits_ledger_transaction ALTER COLUMN sequence SET DEFAULT nextval('public.spirits_ledger_sequence'::regclass);
ALTER TABLE ONLY public.spirits_subscription ALTER COLUMN serial SET DEFAULT nextval('public.spirits_subscription_serial'::regclass);
ALTER TABLE ONLY public.spirits_budgetuse
    ADD CONSTRAINT a_budget_counts_each_period_once UNIQUE (budget_id, starts_at);
ALTER TABLE ONLY public.spirits_bundlespirit
    ADD CONSTRAINT a_bundle_has_each_spirit_once UNIQUE (bundle_id, spirit_id);
ALTER TABLE ONLY public.spirits_calendarevent
    ADD CONSTRAINT a_calendar_has_each_event_once UNIQUE NULLS NOT DISTINCT (calendar_id, uid, original_at);
ALTER TABLE ONLY public.spirits_outboundmessage
    ADD CONSTRAINT a_call_posts_to_an_account_once UNIQUE (call_id, account_id);
ALTER TABLE ONLY public.chat_contextsnapshot
    ADD CONSTRAINT a_chain_has_each_link_once UNIQUE (conversation_id, number);
ALTER TABLE ONLY public.accounts_notificationdelivery
    ADD CONSTRAINT a_channel_carries_a_notification_once UNIQUE (notification_id, channel);
ALTER TABLE ONLY public.training_trainingmetric
    ADD CONSTRAINT a_curve_has_one_point_a_step UNIQUE (run_id, name, step);
ALTER TABLE ONLY public.spirits_dose
    ADD CONSTRAINT a_dose_is_due_once UNIQUE (medication_id, due_at);
ALTER TABLE ONLY public.chat_minionfallback
    ADD CONSTRAINT a_fallback_chain_names_a_model_once UNIQUE (minion_id, language_model_id);
ALTER TABLE ONLY public.accounts_share
    ADD CONSTRAINT a_group_is_given_a_thing_once UNIQUE (group_id, kind, object_id);
ALTER TABLE ONLY public.spirits_encryptionkey
    ADD CONSTRAINT a_key_has_each_version_once UNIQUE (owner_id, name, version);
ALTER TABLE ONLY public.spirits_toolcall
    ADD CONSTRAINT a_key_of_a_person_is_one_tool_call UNIQUE (owner_id, key);
ALTER TABLE ONLY public.spirits_ledger_transaction
    ADD CONSTRAINT a_ledger_key_is_used_once UNIQUE (key);
ALTER TABLE ONLY public.chat_memory
    ADD CONSTRAINT a_memory_has_one_owner UNIQUE (owner_id, id);
ALTER TABLE ONLY public.chat_attachment
    ADD CONSTRAINT a_message_has_a_file_once UNIQUE (message_id, upload_id);
ALTER TABLE ONLY public.chat_attachment
    ADD CONSTRAINT a_message_has_a_knowledge_base_once UNIQUE (message_id, knowledge_base_id);
ALTER TABLE ONLY public.spirits_minionspirit
    ADD CONSTRAINT a_minion_has_each_spirit_once UNIQUE (minion_id, spirit_id);
ALTER TABLE ONLY public.spirits_minionversion
    ADD CONSTRAINT a_minion_has_each_version_once UNIQUE (minion_id, number);
ALTER TABLE ONLY public.spirits_pairing
    ADD CONSTRAINT a_pair_of_spirits_is_paired_once UNIQUE (first_id, second_id);
ALTER TABLE ONLY public.training_image
    ADD CONSTRAINT a_path_is_one_image_of_its_folder UNIQUE (folder_id, path);
ALTER TABLE ONLY public.spirits_wellnessgoal
    ADD CONSTRAINT a_person_has_one_goal_for_each_measure UNIQUE (owner_id, kind);
ALTER TABLE ONLY public.accounts_share
    ADD CONSTRAINT a_person_is_given_a_thing_once UNIQUE (person_id, kind, object_id);
ALTER TABLE ONLY public.training_imagefolder
    ADD CONSTRAINT a_person_names_an_image_folder_once UNIQUE (owner_id, name);
ALTER TABLE ONLY public.spirits_socialaccount
    ADD CONSTRAINT a_person_names_each_account_differently UNIQUE (owner_id, name);
ALTER TABLE ONLY public.spirits_calendar
    ADD CONSTRAINT a_person_names_each_calendar_differently UNIQUE (owner_id, name);
ALTER TABLE ONLY public.spirits_monitor
    ADD CONSTRAINT a_person_names_each_monitor_differently UNIQUE (owner_id, name);
ALTER TABLE ONLY public.spirits_messagetemplate
    ADD CONSTRAINT a_person_names_each_template_differently UNIQUE (owner_id, name);
ALTER TABLE ONLY public.chat_comparisonanswer
    ADD CONSTRAINT a_place_in_a_comparison_is_taken_once UNIQUE (comparison_id, "position");
ALTER TABLE ONLY public.chat_minionfallback
    ADD CONSTRAINT a_place_in_a_fallback_chain_holds_one_model UNIQUE (minion_id, "position");
ALTER TABLE ONLY public.training_evaluationtarget
    ADD CONSTRAINT a_place_in_an_evaluation_is_taken_once UNIQUE (evaluation_id, "position");
ALTER TABLE ONLY public.spirits_planversion
    ADD CONSTRAINT a_plan_has_each_version_once UNIQUE (plan_id, number);
ALTER TABLE ONLY public.spirits_planlanguagemodel
    ADD CONSTRAINT a_plan_includes_each_model_once UNIQUE (plan_id, language_model_id);
ALTER TABLE ONLY public.spirits_planspirit
    ADD CONSTRAINT a_plan_includes_each_spirit_once UNIQUE (plan_id, spirit_id);
ALTER TABLE ONLY public.training_providerkey
    ADD CONSTRAINT a_pool_names_a_key_once UNIQUE (provider_id, name);
ALTER TABLE ONLY public.training_languagemodel
    ADD CONSTRAINT a_provider_serves_a_model_once UNIQUE (provider_id, name);
ALTER TABLE ONLY public.spirits_purchaseline
    ADD CONSTRAINT a_purchase_has_each_spirit_once UNIQUE (purchase_id, spirit_id);
ALTER TABLE ONLY public.spirits_purchase
    ADD CONSTRAINT a_purchase_key_is_used_once_per_person UNIQUE (buyer_key, key);
ALTER TABLE ONLY public.spirits_refund
    ADD CONSTRAINT a_refund_key_is_used_once_per_purchase UNIQUE (purchase_id, key);
ALTER TABLE ONLY public.training_trainingartifact
    ADD CONSTRAINT a_run_has_a_file_once UNIQUE (run_id, path);
ALTER TABLE ONLY public.spirits_minionspirit
    ADD CONSTRAINT a_slot_of_a_minion_holds_one_spirit UNIQUE (minion_id, slot) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_grant
    ADD CONSTRAINT a_source_grants_a_spirit_once UNIQUE (owner_id, spirit_id, source, source_id);
ALTER TABLE ONLY public.spirits_spirittool
    ADD CONSTRAINT a_spirit_has_each_tool_once UNIQUE (spirit_id, tool_id);
ALTER TABLE ONLY public.spirits_spirittool
    ADD CONSTRAINT a_spirit_has_one_tool_in_each_place UNIQUE (spirit_id, "position") DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_subscriptionperiod
    ADD CONSTRAINT a_subscription_has_each_period_once UNIQUE (subscription_id, number);
ALTER TABLE ONLY public.training_evaluationresult
    ADD CONSTRAINT a_target_answers_a_row_once UNIQUE (target_id, number);
ALTER TABLE ONLY public.spirits_miniontemplatespirit
    ADD CONSTRAINT a_template_has_each_spirit_once UNIQUE (template_id, spirit_id);
ALTER TABLE ONLY public.spirits_toolmastery
    ADD CONSTRAINT a_tool_is_mastered_once_per_spirit UNIQUE (minion_spirit_id, tool_id);
ALTER TABLE ONLY public.spirits_servertool
    ADD CONSTRAINT a_tool_of_a_server_is_called_differently UNIQUE (server_id, called);
ALTER TABLE ONLY public.spirits_servertool
    ADD CONSTRAINT a_tool_server_offers_each_tool_once UNIQUE (server_id, name);
ALTER TABLE ONLY public.spirits_trailentry
    ADD CONSTRAINT a_trail_has_each_number_once UNIQUE (owner_id, number);
ALTER TABLE ONLY public.spirits_trailentry
    ADD CONSTRAINT a_trail_has_one_entry_after_another UNIQUE (owner_id, previous);
ALTER TABLE ONLY public.spirits_workspaceversion
    ADD CONSTRAINT a_workspace_file_has_each_version_once UNIQUE (file_id, number);
ALTER TABLE ONLY public.spirits_account
    ADD CONSTRAINT account_and_unit_are_one UNIQUE (id, unit);
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_apikey
    ADD CONSTRAINT accounts_apikey_key_hash_key UNIQUE (key_hash);
ALTER TABLE ONLY public.accounts_apikey
    ADD CONSTRAINT accounts_apikey_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_dataarchive
    ADD CONSTRAINT accounts_dataarchive_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_dataarchive
    ADD CONSTRAINT accounts_dataarchive_user_id_key UNIQUE (user_id);
ALTER TABLE ONLY public.accounts_devicesession
    ADD CONSTRAINT accounts_devicesession_key_hash_key UNIQUE (key_hash);
ALTER TABLE ONLY public.accounts_devicesession
    ADD CONSTRAINT accounts_devicesession_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_invitation
    ADD CONSTRAINT accounts_invitation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_invitation
    ADD CONSTRAINT accounts_invitation_token_hash_key UNIQUE (token_hash);
ALTER TABLE ONLY public.accounts_invitation
    ADD CONSTRAINT accounts_invitation_used_by_id_key UNIQUE (used_by_id);
ALTER TABLE ONLY public.accounts_leaving
    ADD CONSTRAINT accounts_leaving_pkey PRIMARY KEY (user_id);
ALTER TABLE ONLY public.accounts_notification
    ADD CONSTRAINT accounts_notification_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_notificationdelivery
    ADD CONSTRAINT accounts_notificationdelivery_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_notificationsettings
    ADD CONSTRAINT accounts_notificationsettings_pkey PRIMARY KEY (user_id);
ALTER TABLE ONLY public.accounts_pushsubscription
    ADD CONSTRAINT accounts_pushsubscription_endpoint_key UNIQUE (endpoint);
ALTER TABLE ONLY public.accounts_pushsubscription
    ADD CONSTRAINT accounts_pushsubscription_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_share
    ADD CONSTRAINT accounts_share_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_email_key UNIQUE (email);
ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_user_id_group_id_59c0b32f_uniq UNIQUE (user_id, group_id);
ALTER TABLE ONLY public.accounts_user
    ADD CONSTRAINT accounts_user_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_permi_user_id_permission_id_2ab516c2_uniq UNIQUE (user_id, permission_id);
ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_permissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_release
    ADD CONSTRAINT an_application_has_each_release_once UNIQUE (owner_id, application, number);
ALTER TABLE ONLY public.chat_memoryembedder
    ADD CONSTRAINT an_embedder_has_one_length UNIQUE (name, dimensions);
ALTER TABLE ONLY public.spirits_xpevent
    ADD CONSTRAINT an_event_gives_experience_once UNIQUE (owner_id, source);
ALTER TABLE ONLY public.training_imageintent
    ADD CONSTRAINT an_image_intent_is_one_revision UNIQUE (folder_id, revision);
ALTER TABLE ONLY public.training_legacyrow
    ADD CONSTRAINT an_import_makes_a_row_once UNIQUE (run_id, kind, target);
ALTER TABLE ONLY public.spirits_learningitem
    ADD CONSTRAINT an_item_is_learned_once UNIQUE (owner_id, topic, prompt);
ALTER TABLE ONLY public.spirits_owntoolversion
    ADD CONSTRAINT an_own_tool_has_each_version_once UNIQUE (own_tool_id, number);
ALTER TABLE ONLY public.spirits_toolserver
    ADD CONSTRAINT an_owner_names_each_tool_server_differently UNIQUE NULLS NOT DISTINCT (owner_id, handle);
ALTER TABLE ONLY public.api_idempotent_request
    ADD CONSTRAINT api_idempotent_request_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_attachment
    ADD CONSTRAINT chat_attachment_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_comparison
    ADD CONSTRAINT chat_comparison_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_comparisonanswer
    ADD CONSTRAINT chat_comparisonanswer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_comparisonanswer
    ADD CONSTRAINT chat_comparisonanswer_run_id_key UNIQUE (run_id);
ALTER TABLE ONLY public.chat_contextsnapshot
    ADD CONSTRAINT chat_contextsnapshot_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_contextsnapshot
    ADD CONSTRAINT chat_contextsnapshot_run_id_key UNIQUE (run_id);
ALTER TABLE ONLY public.chat_conversation
    ADD CONSTRAINT chat_conversation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_conversationsummary
    ADD CONSTRAINT chat_conversationsummary_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_conversationsummary
    ADD CONSTRAINT chat_conversationsummary_through_id_key UNIQUE (through_id);
ALTER TABLE ONLY public.chat_feedback
    ADD CONSTRAINT chat_feedback_message_id_key UNIQUE (message_id);
ALTER TABLE ONLY public.chat_feedback
    ADD CONSTRAINT chat_feedback_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_folder
    ADD CONSTRAINT chat_folder_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_memory
    ADD CONSTRAINT chat_memory_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_memory
    ADD CONSTRAINT chat_memory_verbatim_of_id_key UNIQUE (verbatim_of_id);
ALTER TABLE ONLY public.chat_memoryembedder
    ADD CONSTRAINT chat_memoryembedder_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.chat_memoryentry
    ADD CONSTRAINT chat_memoryentry_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_00
    ADD CONSTRAINT chat_memoryentry_00_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_01
    ADD CONSTRAINT chat_memoryentry_01_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_02
    ADD CONSTRAINT chat_memoryentry_02_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_03
    ADD CONSTRAINT chat_memoryentry_03_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_04
    ADD CONSTRAINT chat_memoryentry_04_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_05
    ADD CONSTRAINT chat_memoryentry_05_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_06
    ADD CONSTRAINT chat_memoryentry_06_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_07
    ADD CONSTRAINT chat_memoryentry_07_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_08
    ADD CONSTRAINT chat_memoryentry_08_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_09
    ADD CONSTRAINT chat_memoryentry_09_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_10
    ADD CONSTRAINT chat_memoryentry_10_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_11
    ADD CONSTRAINT chat_memoryentry_11_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_12
    ADD CONSTRAINT chat_memoryentry_12_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_13
    ADD CONSTRAINT chat_memoryentry_13_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_14
    ADD CONSTRAINT chat_memoryentry_14_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryentry_15
    ADD CONSTRAINT chat_memoryentry_15_pkey PRIMARY KEY (owner_id, memory_id, number);
ALTER TABLE ONLY public.chat_memoryswitch
    ADD CONSTRAINT chat_memoryswitch_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_memoryuse
    ADD CONSTRAINT chat_memoryuse_pkey PRIMARY KEY (memory_id, run_id);
ALTER TABLE ONLY public.chat_memoryvector
    ADD CONSTRAINT chat_memoryvector_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_00
    ADD CONSTRAINT chat_memoryvector_00_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_01
    ADD CONSTRAINT chat_memoryvector_01_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_02
    ADD CONSTRAINT chat_memoryvector_02_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_03
    ADD CONSTRAINT chat_memoryvector_03_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_04
    ADD CONSTRAINT chat_memoryvector_04_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_05
    ADD CONSTRAINT chat_memoryvector_05_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_06
    ADD CONSTRAINT chat_memoryvector_06_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_07
    ADD CONSTRAINT chat_memoryvector_07_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_08
    ADD CONSTRAINT chat_memoryvector_08_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_09
    ADD CONSTRAINT chat_memoryvector_09_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_10
    ADD CONSTRAINT chat_memoryvector_10_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_11
    ADD CONSTRAINT chat_memoryvector_11_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_12
    ADD CONSTRAINT chat_memoryvector_12_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_13
    ADD CONSTRAINT chat_memoryvector_13_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_14
    ADD CONSTRAINT chat_memoryvector_14_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryvector_15
    ADD CONSTRAINT chat_memoryvector_15_pkey PRIMARY KEY (owner_id, memory_id, number, embedder);
ALTER TABLE ONLY public.chat_memoryversion
    ADD CONSTRAINT chat_memoryversion_pkey PRIMARY KEY (memory_id, number);
ALTER TABLE ONLY public.chat_message
    ADD CONSTRAINT chat_message_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_minionfallback
    ADD CONSTRAINT chat_minionfallback_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_run
    ADD CONSTRAINT chat_run_answer_id_key UNIQUE (answer_id);
ALTER TABLE ONLY public.chat_run
    ADD CONSTRAINT chat_run_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_runevent
    ADD CONSTRAINT chat_runevent_pkey PRIMARY KEY (run_id, sequence);
ALTER TABLE ONLY public.chat_sharelink
    ADD CONSTRAINT chat_sharelink_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_sharelink
    ADD CONSTRAINT chat_sharelink_token_hash_key UNIQUE (token_hash);
ALTER TABLE ONLY public.chat_storedresponse
    ADD CONSTRAINT chat_storedresponse_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_upload
    ADD CONSTRAINT chat_upload_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_uploadpassage
    ADD CONSTRAINT chat_uploadpassage_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_usagerecord
    ADD CONSTRAINT chat_usagerecord_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_usagerecord
    ADD CONSTRAINT chat_usagerecord_run_id_key UNIQUE (run_id);
ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);
ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);
ALTER TABLE ONLY public.spirits_ledger_entry
    ADD CONSTRAINT entries_of_an_account_are_numbered_once UNIQUE (account_id, number);
ALTER TABLE ONLY public.training_traininglog
    ADD CONSTRAINT lines_of_a_log_are_numbered UNIQUE (run_id, number);
ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.accounts_notification
    ADD CONSTRAINT news_with_a_key_is_told_once UNIQUE (user_id, key);
ALTER TABLE ONLY public.spirits_account
    ADD CONSTRAINT one_account_per_holder_kind_and_unit UNIQUE NULLS NOT DISTINCT (holder, kind, unit);
ALTER TABLE ONLY public.api_idempotent_request
    ADD CONSTRAINT one_answer_per_user_and_idempotency_key UNIQUE (user_id, key);
ALTER TABLE ONLY public.chat_attachment
    ADD CONSTRAINT one_attachment_per_place_of_a_message UNIQUE (message_id, "position");
ALTER TABLE ONLY public.training_dataset
    ADD CONSTRAINT one_dataset_per_owner_and_name UNIQUE (owner_id, name);
ALTER TABLE ONLY public.queue_attempt
    ADD CONSTRAINT one_ended_attempt_per_job_and_number UNIQUE (job_id, number);
ALTER TABLE ONLY public.training_knowledgebase
    ADD CONSTRAINT one_knowledge_base_per_owner_and_name UNIQUE (owner_id, name);
ALTER TABLE ONLY public.ops_limitrule
    ADD CONSTRAINT one_limit_rule_per_group_and_subject UNIQUE ("group", subject);
ALTER TABLE ONLY public.chat_memoryswitch
    ADD CONSTRAINT one_memory_switch_per_place UNIQUE NULLS NOT DISTINCT (owner_id, conversation_id);
ALTER TABLE ONLY public.chat_uploadpassage
    ADD CONSTRAINT one_passage_per_place_of_an_upload UNIQUE (upload_id, number);
ALTER TABLE ONLY public.training_provider
    ADD CONSTRAINT one_provider_per_owner_and_name UNIQUE NULLS NOT DISTINCT (owner_id, name);
ALTER TABLE ONLY public.training_suite
    ADD CONSTRAINT one_suite_per_owner_and_name UNIQUE (owner_id, name);
ALTER TABLE ONLY public.ops_apilog
    ADD CONSTRAINT ops_apilog_pkey PRIMARY KEY (id, at);
ALTER TABLE ONLY public.ops_apilog_default
    ADD CONSTRAINT ops_apilog_default_pkey PRIMARY KEY (id, at);
ALTER TABLE ONLY public.ops_auditentry
    ADD CONSTRAINT ops_auditentry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ops_limitrule
    ADD CONSTRAINT ops_limitrule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ops_rowchange
    ADD CONSTRAINT ops_rowchange_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ops_runtimesetting
    ADD CONSTRAINT ops_runtimesetting_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.ops_runtimesettingchange
    ADD CONSTRAINT ops_runtimesettingchange_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.ops_systemevent
    ADD CONSTRAINT ops_systemevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_chunk
    ADD CONSTRAINT passages_of_a_document_are_numbered UNIQUE (document_id, number);
ALTER TABLE ONLY public.spirits_subscriptionperiod
    ADD CONSTRAINT periods_of_a_subscription_never_overlap EXCLUDE USING gist (int8range(((serial << 34) + public.spirits_seconds(starts_at)), ((serial << 34) + GREATEST(public.spirits_seconds(starts_at), public.spirits_seconds(COALESCE(cut_at, ends_at))))) WITH &&);
ALTER TABLE ONLY public.spirits_price
    ADD CONSTRAINT prices_of_an_item_never_overlap EXCLUDE USING gist (int8range(((item_id << 43) + public.spirits_ms(valid_from)), ((item_id << 43) + COALESCE(public.spirits_ms(valid_until), (((1)::bigint << 43) - 1)))) WITH &&);
ALTER TABLE ONLY public.queue_attempt
    ADD CONSTRAINT queue_attempt_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.queue_batch
    ADD CONSTRAINT queue_batch_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.queue_job
    ADD CONSTRAINT queue_job_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.queue_jobevent
    ADD CONSTRAINT queue_jobevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.queue_kindmeasure
    ADD CONSTRAINT queue_kindmeasure_pkey PRIMARY KEY (kind);
ALTER TABLE ONLY public.queue_kindpause
    ADD CONSTRAINT queue_kindpause_pkey PRIMARY KEY (kind);
ALTER TABLE ONLY public.queue_lanelevel
    ADD CONSTRAINT queue_lanelevel_pkey PRIMARY KEY (lane, priority);
ALTER TABLE ONLY public.queue_schedule
    ADD CONSTRAINT queue_schedule_name_key UNIQUE (name);
ALTER TABLE ONLY public.queue_schedule
    ADD CONSTRAINT queue_schedule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_legacyline
    ADD CONSTRAINT report_lines_of_an_import_are_numbered UNIQUE (run_id, number);
ALTER TABLE ONLY public.training_sample
    ADD CONSTRAINT samples_of_a_version_are_numbered UNIQUE (version_id, number);
ALTER TABLE ONLY public.socialaccount_socialaccount
    ADD CONSTRAINT socialaccount_socialaccount_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.socialaccount_socialaccount
    ADD CONSTRAINT socialaccount_socialaccount_provider_uid_fc810c6e_uniq UNIQUE (provider, uid);
ALTER TABLE ONLY public.socialaccount_socialapp
    ADD CONSTRAINT socialaccount_socialapp_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_socialtoken_app_id_account_id_fca4e0ac_uniq UNIQUE (app_id, account_id);
ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_socialtoken_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_account
    ADD CONSTRAINT spirits_account_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_approval
    ADD CONSTRAINT spirits_approval_call_id_key UNIQUE (call_id);
ALTER TABLE ONLY public.spirits_approval
    ADD CONSTRAINT spirits_approval_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_artifact
    ADD CONSTRAINT spirits_artifact_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_budget
    ADD CONSTRAINT spirits_budget_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_budgetuse
    ADD CONSTRAINT spirits_budgetuse_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_bundle
    ADD CONSTRAINT spirits_bundle_name_key UNIQUE (name);
ALTER TABLE ONLY public.spirits_bundle
    ADD CONSTRAINT spirits_bundle_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_bundle
    ADD CONSTRAINT spirits_bundle_slug_key UNIQUE (slug);
ALTER TABLE ONLY public.spirits_bundlespirit
    ADD CONSTRAINT spirits_bundlespirit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_calendar
    ADD CONSTRAINT spirits_calendar_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_calendarevent
    ADD CONSTRAINT spirits_calendarevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_card
    ADD CONSTRAINT spirits_card_gateway_id_key UNIQUE (gateway_id);
ALTER TABLE ONLY public.spirits_card
    ADD CONSTRAINT spirits_card_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_cardholder
    ADD CONSTRAINT spirits_cardholder_gateway_id_key UNIQUE (gateway_id);
ALTER TABLE ONLY public.spirits_cardholder
    ADD CONSTRAINT spirits_cardholder_owner_id_key UNIQUE (owner_id);
ALTER TABLE ONLY public.spirits_cardholder
    ADD CONSTRAINT spirits_cardholder_owner_key_key UNIQUE (owner_key);
ALTER TABLE ONLY public.spirits_cardholder
    ADD CONSTRAINT spirits_cardholder_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_category
    ADD CONSTRAINT spirits_category_name_key UNIQUE (name);
ALTER TABLE ONLY public.spirits_category
    ADD CONSTRAINT spirits_category_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_category
    ADD CONSTRAINT spirits_category_slug_key UNIQUE (slug);
ALTER TABLE ONLY public.spirits_coupon
    ADD CONSTRAINT spirits_coupon_code_key UNIQUE (code);
ALTER TABLE ONLY public.spirits_coupon
    ADD CONSTRAINT spirits_coupon_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_dose
    ADD CONSTRAINT spirits_dose_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_encryptionkey
    ADD CONSTRAINT spirits_encryptionkey_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_grant
    ADD CONSTRAINT spirits_grant_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_learningattempt
    ADD CONSTRAINT spirits_learningattempt_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_learningitem
    ADD CONSTRAINT spirits_learningitem_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_ledger_entry
    ADD CONSTRAINT spirits_ledger_entry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_ledger_transaction
    ADD CONSTRAINT spirits_ledger_transaction_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_ledger_transaction
    ADD CONSTRAINT spirits_ledger_transaction_reverses_id_key UNIQUE (reverses_id);
ALTER TABLE ONLY public.spirits_ledger_transaction
    ADD CONSTRAINT spirits_ledger_transaction_sequence_key UNIQUE (sequence);
ALTER TABLE ONLY public.spirits_measure
    ADD CONSTRAINT spirits_measure_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_medication
    ADD CONSTRAINT spirits_medication_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_messagetemplate
    ADD CONSTRAINT spirits_messagetemplate_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_minion_knowledge_bases
    ADD CONSTRAINT spirits_minion_knowledge_bases_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_minion_knowledge_bases
    ADD CONSTRAINT spirits_minion_knowledge_minion_id_knowledgebase__49b6cf56_uniq UNIQUE (minion_id, knowledgebase_id);
ALTER TABLE ONLY public.spirits_minion
    ADD CONSTRAINT spirits_minion_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_minion_tool_servers
    ADD CONSTRAINT spirits_minion_tool_serv_minion_id_toolserver_id_9b0cc048_uniq UNIQUE (minion_id, toolserver_id);
ALTER TABLE ONLY public.spirits_minion_tool_servers
    ADD CONSTRAINT spirits_minion_tool_servers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_minionspirit
    ADD CONSTRAINT spirits_minionspirit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_miniontemplate
    ADD CONSTRAINT spirits_miniontemplate_name_key UNIQUE (name);
ALTER TABLE ONLY public.spirits_miniontemplate
    ADD CONSTRAINT spirits_miniontemplate_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_miniontemplate
    ADD CONSTRAINT spirits_miniontemplate_slug_key UNIQUE (slug);
ALTER TABLE ONLY public.spirits_miniontemplatespirit
    ADD CONSTRAINT spirits_miniontemplatespirit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_minionversion
    ADD CONSTRAINT spirits_minionversion_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_monitor
    ADD CONSTRAINT spirits_monitor_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_monitorcheck
    ADD CONSTRAINT spirits_monitorcheck_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_outboundmessage
    ADD CONSTRAINT spirits_outboundmessage_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_owntool
    ADD CONSTRAINT spirits_owntool_entry_id_key UNIQUE (entry_id);
ALTER TABLE ONLY public.spirits_owntool
    ADD CONSTRAINT spirits_owntool_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_owntoolversion
    ADD CONSTRAINT spirits_owntoolversion_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_pairing
    ADD CONSTRAINT spirits_pairing_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_payment
    ADD CONSTRAINT spirits_payment_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_plan
    ADD CONSTRAINT spirits_plan_name_key UNIQUE (name);
ALTER TABLE ONLY public.spirits_plan
    ADD CONSTRAINT spirits_plan_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_plan
    ADD CONSTRAINT spirits_plan_slug_key UNIQUE (slug);
ALTER TABLE ONLY public.spirits_planlanguagemodel
    ADD CONSTRAINT spirits_planlanguagemodel_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_planspirit
    ADD CONSTRAINT spirits_planspirit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_planversion
    ADD CONSTRAINT spirits_planversion_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_planversion_spirits
    ADD CONSTRAINT spirits_planversion_spir_planversion_id_spirit_id_797560a5_uniq UNIQUE (planversion_id, spirit_id);
ALTER TABLE ONLY public.spirits_planversion_spirits
    ADD CONSTRAINT spirits_planversion_spirits_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_price
    ADD CONSTRAINT spirits_price_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_priceditem
    ADD CONSTRAINT spirits_priceditem_bundle_id_key UNIQUE (bundle_id);
ALTER TABLE ONLY public.spirits_priceditem
    ADD CONSTRAINT spirits_priceditem_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_priceditem
    ADD CONSTRAINT spirits_priceditem_plan_id_key UNIQUE (plan_id);
ALTER TABLE ONLY public.spirits_priceditem
    ADD CONSTRAINT spirits_priceditem_spirit_id_key UNIQUE (spirit_id);
ALTER TABLE ONLY public.spirits_progress
    ADD CONSTRAINT spirits_progress_pkey PRIMARY KEY (owner_id);
ALTER TABLE ONLY public.spirits_purchase
    ADD CONSTRAINT spirits_purchase_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_purchase
    ADD CONSTRAINT spirits_purchase_transaction_id_key UNIQUE (transaction_id);
ALTER TABLE ONLY public.spirits_purchaseline
    ADD CONSTRAINT spirits_purchaseline_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_refund
    ADD CONSTRAINT spirits_refund_hold_id_key UNIQUE (hold_id);
ALTER TABLE ONLY public.spirits_refund
    ADD CONSTRAINT spirits_refund_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_refund
    ADD CONSTRAINT spirits_refund_transaction_id_key UNIQUE (transaction_id);
ALTER TABLE ONLY public.spirits_release
    ADD CONSTRAINT spirits_release_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_reminder
    ADD CONSTRAINT spirits_reminder_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_reservation
    ADD CONSTRAINT spirits_reservation_closed_id_key UNIQUE (closed_id);
ALTER TABLE ONLY public.spirits_reservation
    ADD CONSTRAINT spirits_reservation_held_id_key UNIQUE (held_id);
ALTER TABLE ONLY public.spirits_reservation
    ADD CONSTRAINT spirits_reservation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_reservation_uses
    ADD CONSTRAINT spirits_reservation_uses_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_reservation_uses
    ADD CONSTRAINT spirits_reservation_uses_reservation_id_budgetuse_1cbb9d26_uniq UNIQUE (reservation_id, budgetuse_id);
ALTER TABLE ONLY public.spirits_scheduledtask
    ADD CONSTRAINT spirits_scheduledtask_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_servertool
    ADD CONSTRAINT spirits_servertool_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_socialaccount
    ADD CONSTRAINT spirits_socialaccount_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_spirit
    ADD CONSTRAINT spirits_spirit_name_key UNIQUE (name);
ALTER TABLE ONLY public.spirits_spirit
    ADD CONSTRAINT spirits_spirit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_spirit
    ADD CONSTRAINT spirits_spirit_slug_key UNIQUE (slug);
ALTER TABLE ONLY public.spirits_spirittool
    ADD CONSTRAINT spirits_spirittool_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_staffrequest
    ADD CONSTRAINT spirits_staffrequest_key_key UNIQUE (key);
ALTER TABLE ONLY public.spirits_staffrequest
    ADD CONSTRAINT spirits_staffrequest_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_subscription
    ADD CONSTRAINT spirits_subscription_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_subscription
    ADD CONSTRAINT spirits_subscription_serial_key UNIQUE (serial);
ALTER TABLE ONLY public.spirits_subscriptionperiod
    ADD CONSTRAINT spirits_subscriptionperiod_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_subscriptionperiod
    ADD CONSTRAINT spirits_subscriptionperiod_transaction_id_key UNIQUE (transaction_id);
ALTER TABLE ONLY public.spirits_tool
    ADD CONSTRAINT spirits_tool_name_key UNIQUE (name);
ALTER TABLE ONLY public.spirits_tool
    ADD CONSTRAINT spirits_tool_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_tool
    ADD CONSTRAINT spirits_tool_slug_key UNIQUE (slug);
ALTER TABLE ONLY public.spirits_toolcall
    ADD CONSTRAINT spirits_toolcall_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_toolmastery
    ADD CONSTRAINT spirits_toolmastery_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_toolserver
    ADD CONSTRAINT spirits_toolserver_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_trailentry
    ADD CONSTRAINT spirits_trailentry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_webhookevent
    ADD CONSTRAINT spirits_webhookevent_gateway_id_key UNIQUE (gateway_id);
ALTER TABLE ONLY public.spirits_webhookevent
    ADD CONSTRAINT spirits_webhookevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_wellnessgoal
    ADD CONSTRAINT spirits_wellnessgoal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_workspacefile
    ADD CONSTRAINT spirits_workspacefile_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_workspaceversion
    ADD CONSTRAINT spirits_workspaceversion_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.spirits_xpevent
    ADD CONSTRAINT spirits_xpevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_trainedversion
    ADD CONSTRAINT trained_versions_are_numbered UNIQUE (owner_id, name, number);
ALTER TABLE ONLY public.training_chunk
    ADD CONSTRAINT training_chunk_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_chunkedit
    ADD CONSTRAINT training_chunkedit_pkey PRIMARY KEY (chunk_id);
ALTER TABLE ONLY public.training_chunkvector
    ADD CONSTRAINT training_chunkvector_pkey PRIMARY KEY (chunk_id);
ALTER TABLE ONLY public.training_dataset
    ADD CONSTRAINT training_dataset_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_datasetversion
    ADD CONSTRAINT training_datasetversion_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_document
    ADD CONSTRAINT training_document_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_evaluation
    ADD CONSTRAINT training_evaluation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_evaluationresult
    ADD CONSTRAINT training_evaluationresult_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_evaluationtarget
    ADD CONSTRAINT training_evaluationtarget_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_image
    ADD CONSTRAINT training_image_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_imageentry
    ADD CONSTRAINT training_imageentry_pkey PRIMARY KEY (image_id);
ALTER TABLE ONLY public.training_imagefolder
    ADD CONSTRAINT training_imagefolder_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_imageintent
    ADD CONSTRAINT training_imageintent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_knowledgebase
    ADD CONSTRAINT training_knowledgebase_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_languagemodel_groups
    ADD CONSTRAINT training_languagemodel_g_languagemodel_id_group_i_8a1ed83a_uniq UNIQUE (languagemodel_id, group_id);
ALTER TABLE ONLY public.training_languagemodel_groups
    ADD CONSTRAINT training_languagemodel_groups_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_languagemodel
    ADD CONSTRAINT training_languagemodel_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_legacyimport
    ADD CONSTRAINT training_legacyimport_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_legacyline
    ADD CONSTRAINT training_legacyline_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_legacyrow
    ADD CONSTRAINT training_legacyrow_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_posting
    ADD CONSTRAINT training_posting_pkey PRIMARY KEY (base_id, term, document_id, segment);
ALTER TABLE ONLY public.training_provider
    ADD CONSTRAINT training_provider_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_providerkey
    ADD CONSTRAINT training_providerkey_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_providerprobe
    ADD CONSTRAINT training_providerprobe_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_sample
    ADD CONSTRAINT training_sample_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_suite
    ADD CONSTRAINT training_suite_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_trainedversion
    ADD CONSTRAINT training_trainedversion_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_trainedversion
    ADD CONSTRAINT training_trainedversion_run_id_key UNIQUE (run_id);
ALTER TABLE ONLY public.training_trainingartifact
    ADD CONSTRAINT training_trainingartifact_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_traininglog
    ADD CONSTRAINT training_traininglog_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_trainingmetric
    ADD CONSTRAINT training_trainingmetric_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_trainingrun
    ADD CONSTRAINT training_trainingrun_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.training_datasetversion
    ADD CONSTRAINT versions_of_a_dataset_are_numbered UNIQUE (dataset_id, number);
ALTER TABLE ONLY public.spirits_reservation
    ADD CONSTRAINT work_is_reserved_once UNIQUE (run_id);
CREATE UNIQUE INDEX a_call_sends_one_mail_or_short_message ON public.spirits_outboundmessage USING btree (call_id) WHERE ((channel)::text = ANY ((ARRAY['email'::character varying, 'sms'::character varying])::text[]));
CREATE UNIQUE INDEX a_card_page_is_of_one_payment ON public.spirits_payment USING btree (page_id) WHERE (NOT ((page_id)::text = ''::text));
CREATE UNIQUE INDEX a_comparison_asks_a_model_once ON public.chat_comparisonanswer USING btree (comparison_id, language_model_id) WHERE (NOT (language_model_id IS NULL));
CREATE UNIQUE INDEX a_key_has_one_version_in_use ON public.spirits_encryptionkey USING btree (owner_id, name) WHERE (retired_at IS NULL);
CREATE UNIQUE INDEX a_knowledge_base_holds_each_file_once ON public.training_document USING btree (base_id, digest) WHERE (NOT ((digest)::text = ''::text));
CREATE UNIQUE INDEX a_medicine_in_use_is_listed_once ON public.spirits_medication USING btree (owner_id, name) WHERE (stopped_at IS NULL);
CREATE UNIQUE INDEX a_minion_tries_one_version_at_a_time ON public.training_trainedversion USING btree (minion_id) WHERE ((state)::text = 'canary'::text);
CREATE UNIQUE INDEX a_path_is_one_document_of_its_base ON public.training_document USING btree (base_id, origin) WHERE ((source)::text = 'folder'::text);
CREATE UNIQUE INDEX a_person_has_a_folder_name_once ON public.chat_folder USING btree (owner_id, lower((name)::text));
CREATE UNIQUE INDEX a_person_has_one_default_card ON public.spirits_card USING btree (holder_id) WHERE is_default;
CREATE UNIQUE INDEX a_person_has_one_open_order_of_a_plan ON public.spirits_purchase USING btree (buyer_key) WHERE ((plan_version_id IS NOT NULL) AND ((state)::text = 'awaiting'::text));
CREATE UNIQUE INDEX a_person_uses_a_coupon_once ON public.spirits_purchase USING btree (coupon_id, buyer_key) WHERE ((coupon_id IS NOT NULL) AND (NOT ((state)::text = 'cancelled'::text)));
CREATE UNIQUE INDEX a_place_is_one_image_folder ON public.training_imagefolder USING btree (path) WHERE (NOT ((path)::text = ''::text));
CREATE UNIQUE INDEX a_purchase_has_one_open_payment ON public.spirits_payment USING btree (purchase_id) WHERE ((state)::text = ANY ((ARRAY['new'::character varying, 'created'::character varying, 'confirming'::character varying, 'action'::character varying, 'processing'::character varying])::text[]));
CREATE UNIQUE INDEX a_purchase_has_one_refund_on_its_way ON public.spirits_refund USING btree (purchase_id) WHERE ((state)::text = 'pending'::text);
CREATE UNIQUE INDEX a_purchase_is_paid_by_one_payment ON public.spirits_payment USING btree (purchase_id) WHERE ((state)::text = 'succeeded'::text);
CREATE UNIQUE INDEX a_refund_of_the_gateway_is_booked_once ON public.spirits_refund USING btree (gateway_id) WHERE (NOT ((gateway_id)::text = ''::text));
CREATE UNIQUE INDEX a_spirit_is_bought_once ON public.spirits_grant USING btree (owner_id, spirit_id) WHERE ((revoked_at IS NULL) AND ((source)::text = ANY ((ARRAY['purchase'::character varying, 'bundle'::character varying, 'gift'::character varying])::text[])));
CREATE UNIQUE INDEX a_workspace_has_each_path_once_outside_the_trash ON public.spirits_workspacefile USING btree (owner_id, path) WHERE (trashed_at IS NULL);
CREATE INDEX account_emailaddress_email_03be32b2 ON public.account_emailaddress USING btree (email);
CREATE INDEX account_emailaddress_email_03be32b2_like ON public.account_emailaddress USING btree (email varchar_pattern_ops);
CREATE INDEX account_emailaddress_user_id_2c513194 ON public.account_emailaddress USING btree (user_id);
CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON public.account_emailconfirmation USING btree (email_address_id);
CREATE INDEX account_emailconfirmation_key_f43612bd_like ON public.account_emailconfirmation USING btree (key varchar_pattern_ops);
CREATE INDEX accounts_apikey_key_hash_da55e15b_like ON public.accounts_apikey USING btree (key_hash varchar_pattern_ops);
CREATE INDEX accounts_apikey_user_id_bd902026 ON public.accounts_apikey USING btree (user_id);
CREATE INDEX accounts_dataarchive_expires_at_9204d6f0 ON public.accounts_dataarchive USING btree (expires_at);
CREATE INDEX accounts_devicesession_key_hash_45a88c32_like ON public.accounts_devicesession USING btree (key_hash varchar_pattern_ops);
CREATE INDEX accounts_devicesession_user_id_58ed1ceb ON public.accounts_devicesession USING btree (user_id);
CREATE INDEX accounts_invitation_invited_by_id_94a21efc ON public.accounts_invitation USING btree (invited_by_id);
CREATE INDEX accounts_invitation_token_hash_3d59d75c_like ON public.accounts_invitation USING btree (token_hash varchar_pattern_ops);
CREATE INDEX accounts_leaving_due_at_69fc268b ON public.accounts_leaving USING btree (due_at);
CREATE INDEX accounts_notification_user_id_30e6cfc5 ON public.accounts_notification USING btree (user_id);
CREATE INDEX accounts_notificationdelivery_notification_id_512db3ee ON public.accounts_notificationdelivery USING btree (notification_id);
CREATE INDEX accounts_pushsubscription_endpoint_bd469897_like ON public.accounts_pushsubscription USING btree (endpoint varchar_pattern_ops);
CREATE INDEX accounts_pushsubscription_user_id_b0699f35 ON public.accounts_pushsubscription USING btree (user_id);
CREATE INDEX accounts_share_group_id_03e9aa27 ON public.accounts_share USING btree (group_id);
CREATE INDEX accounts_share_person_id_542fccb3 ON public.accounts_share USING btree (person_id);
CREATE INDEX accounts_share_shared_by_id_b8880874 ON public.accounts_share USING btree (shared_by_id);
CREATE INDEX accounts_user_email_b2644a56_like ON public.accounts_user USING btree (email varchar_pattern_ops);
CREATE INDEX accounts_user_groups_group_id_bd11a704 ON public.accounts_user_groups USING btree (group_id);
CREATE INDEX accounts_user_groups_user_id_52b62117 ON public.accounts_user_groups USING btree (user_id);
CREATE INDEX accounts_user_user_permissions_permission_id_113bb443 ON public.accounts_user_user_permissions USING btree (permission_id);
CREATE INDEX accounts_user_user_permissions_user_id_e4f0a161 ON public.accounts_user_user_permissions USING btree (user_id);
CREATE INDEX active_schedules_by_slot ON public.queue_schedule USING btree (next_at) WHERE is_active;
CREATE UNIQUE INDEX an_intent_is_of_one_payment ON public.spirits_payment USING btree (intent_id) WHERE (NOT ((intent_id)::text = ''::text));
CREATE INDEX api_idempotent_request_user_id_56225655 ON public.api_idempotent_request USING btree (user_id);
CREATE INDEX api_keys_of_user_newest_first ON public.accounts_apikey USING btree (user_id, id DESC);
CREATE INDEX api_log_newest_first ON ONLY public.ops_apilog USING btree (at DESC, id DESC);
CREATE INDEX api_log_of_request ON ONLY public.ops_apilog USING btree (request_id);
CREATE INDEX api_log_of_user ON ONLY public.ops_apilog USING btree (user_id, at DESC);
CREATE INDEX approvals_newest_first ON public.spirits_approval USING btree (owner_id, id DESC);
CREATE INDEX approvals_that_hold ON public.spirits_approval USING btree (owner_id, tool) WHERE ((state)::text = 'approved'::text);
CREATE INDEX artifacts_newest_first ON public.spirits_artifact USING btree (owner_id, id DESC);
CREATE INDEX attempts_newest_first ON public.spirits_learningattempt USING btree (item_id, at DESC);
CREATE INDEX audit_of_actor_newest_first ON public.ops_auditentry USING btree (actor_id, id DESC);
CREATE INDEX audit_of_object_newest_first ON public.ops_auditentry USING btree (model, object_id, id DESC);
CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);
CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);
CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);
CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);
CREATE INDEX batches_of_owner_newest_first ON public.queue_batch USING btree (owner_id, id DESC);
CREATE INDEX calendar_events_by_start ON public.spirits_calendarevent USING btree (calendar_id, starts_at);
CREATE INDEX changes_by_actor_newest_first ON public.ops_rowchange USING btree (actor_id, id DESC);
CREATE INDEX changes_of_row_newest_first ON public.ops_rowchange USING btree ("table", row_id, id DESC);
CREATE INDEX chat_attachment_knowledge_base_id_4850629c ON public.chat_attachment USING btree (knowledge_base_id);
CREATE INDEX chat_attachment_message_id_bca6b8de ON public.chat_attachment USING btree (message_id);
CREATE INDEX chat_attachment_upload_id_c2f4928d ON public.chat_attachment USING btree (upload_id);
CREATE INDEX chat_comparison_owner_id_bec7682b ON public.chat_comparison USING btree (owner_id);
CREATE INDEX chat_comparisonanswer_comparison_id_71a6231d ON public.chat_comparisonanswer USING btree (comparison_id);
CREATE INDEX chat_comparisonanswer_language_model_id_8ed5dfd3 ON public.chat_comparisonanswer USING btree (language_model_id);
CREATE INDEX chat_contextsnapshot_conversation_id_26943273 ON public.chat_contextsnapshot USING btree (conversation_id);
CREATE INDEX chat_conversation_folder_id_92816371 ON public.chat_conversation USING btree (folder_id);
CREATE INDEX chat_conversation_language_model_id_25e6d9fc ON public.chat_conversation USING btree (language_model_id);
CREATE INDEX chat_conversation_leaf_id_c8407b41 ON public.chat_conversation USING btree (leaf_id);
CREATE INDEX chat_conversation_minion_id_59cc83f3 ON public.chat_conversation USING btree (minion_id);
CREATE INDEX chat_conversation_owner_id_0460d4a2 ON public.chat_conversation USING btree (owner_id);
CREATE INDEX chat_conversationsummary_conversation_id_aea548c4 ON public.chat_conversationsummary USING btree (conversation_id);
CREATE INDEX chat_folder_owner_id_d4ec739a ON public.chat_folder USING btree (owner_id);
CREATE INDEX chat_memory_conversation_id_0e872428 ON public.chat_memory USING btree (conversation_id);
CREATE INDEX chat_memory_minion_id_de15696c ON public.chat_memory USING btree (minion_id);
CREATE INDEX chat_memory_owner_id_9400c316 ON public.chat_memory USING btree (owner_id);
CREATE INDEX chat_memory_source_message_id_f1baa289 ON public.chat_memory USING btree (source_message_id);
CREATE INDEX chat_memory_superseded_by_id_e46aa1c9 ON public.chat_memory USING btree (superseded_by_id);
CREATE INDEX chat_memoryembedder_name_63221ff0_like ON public.chat_memoryembedder USING btree (name varchar_pattern_ops);
CREATE INDEX chat_memoryswitch_conversation_id_2ae2c20e ON public.chat_memoryswitch USING btree (conversation_id);
CREATE INDEX chat_memoryswitch_owner_id_6bfc6831 ON public.chat_memoryswitch USING btree (owner_id);
CREATE INDEX chat_memoryuse_memory_id_11fc9285 ON public.chat_memoryuse USING btree (memory_id);
CREATE INDEX chat_memoryuse_run_id_f5213336 ON public.chat_memoryuse USING btree (run_id);
CREATE INDEX chat_memoryversion_actor_id_bd901a4d ON public.chat_memoryversion USING btree (actor_id);
CREATE INDEX chat_memoryversion_memory_id_fbf8bd4f ON public.chat_memoryversion USING btree (memory_id);
CREATE INDEX chat_message_conversation_id_a1207bf4 ON public.chat_message USING btree (conversation_id);
CREATE INDEX chat_message_parent_id_d93c704f ON public.chat_message USING btree (parent_id);
CREATE INDEX chat_minionfallback_language_model_id_56d8f77f ON public.chat_minionfallback USING btree (language_model_id);
CREATE INDEX chat_minionfallback_minion_id_fbbd3a45 ON public.chat_minionfallback USING btree (minion_id);
CREATE INDEX chat_run_api_key_id_addebb72 ON public.chat_run USING btree (api_key_id);
CREATE INDEX chat_run_continues_id_a2a8f06a ON public.chat_run USING btree (continues_id);
CREATE INDEX chat_run_conversation_id_5adc132d ON public.chat_run USING btree (conversation_id);
CREATE INDEX chat_run_language_model_id_5c35e6f8 ON public.chat_run USING btree (language_model_id);
CREATE INDEX chat_run_minion_id_acbabc3f ON public.chat_run USING btree (minion_id);
CREATE INDEX chat_run_owner_id_d5ecbd74 ON public.chat_run USING btree (owner_id);
CREATE INDEX chat_run_question_id_bfb987e0 ON public.chat_run USING btree (question_id);
CREATE INDEX chat_runevent_run_id_9d6116b3 ON public.chat_runevent USING btree (run_id);
CREATE INDEX chat_sharelink_conversation_id_5385d03c ON public.chat_sharelink USING btree (conversation_id);
CREATE INDEX chat_sharelink_leaf_id_0eed5628 ON public.chat_sharelink USING btree (leaf_id);
CREATE INDEX chat_sharelink_token_hash_608ad55d_like ON public.chat_sharelink USING btree (token_hash varchar_pattern_ops);
CREATE INDEX chat_storedresponse_owner_id_30001fdf ON public.chat_storedresponse USING btree (owner_id);
CREATE INDEX chat_upload_owner_id_320a9f79 ON public.chat_upload USING btree (owner_id);
CREATE INDEX chat_uploadpassage_upload_id_6fcfadea ON public.chat_uploadpassage USING btree (upload_id);
CREATE INDEX chat_usagerecord_api_key_id_617dfcac ON public.chat_usagerecord USING btree (api_key_id);
CREATE INDEX chat_usagerecord_language_model_id_4256f3af ON public.chat_usagerecord USING btree (language_model_id);
CREATE INDEX chat_usagerecord_minion_id_6c239e58 ON public.chat_usagerecord USING btree (minion_id);
CREATE INDEX chat_usagerecord_owner_id_6d4b3423 ON public.chat_usagerecord USING btree (owner_id);
CREATE INDEX checks_newest_first ON public.spirits_monitorcheck USING btree (monitor_id, at DESC);
CREATE INDEX comparison_answers_by_model ON public.chat_comparisonanswer USING btree (provider_name, model_name);
CREATE INDEX comparisons_of_owner_newest ON public.chat_comparison USING btree (owner_id, id DESC);
CREATE INDEX conversations_by_activity ON public.chat_conversation USING btree (owner_id, active_at DESC, id DESC);
CREATE INDEX django_admin_log_content_type_id_c4bce8eb ON public.django_admin_log USING btree (content_type_id);
CREATE INDEX django_admin_log_user_id_c564eba6 ON public.django_admin_log USING btree (user_id);
CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);
CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);
CREATE INDEX documents_at_work ON public.training_document USING btree (state) WHERE (NOT ((state)::text = ANY ((ARRAY['ready'::character varying, 'failed'::character varying])::text[])));
CREATE INDEX documents_of_base_newest_first ON public.training_document USING btree (base_id, id DESC);
CREATE INDEX doses_by_medicine_and_time ON public.spirits_dose USING btree (medication_id, at DESC);
CREATE UNIQUE INDEX email_is_unique_whatever_its_case ON public.accounts_user USING btree (lower((email)::text));
CREATE INDEX evaluation_targets_by_model ON public.training_evaluationtarget USING btree (provider_name, model_name);
CREATE INDEX evaluations_of_owner_newest ON public.training_evaluation USING btree (owner_id, id DESC);
CREATE INDEX events_of_kind_newest_first ON public.ops_systemevent USING btree (kind, id DESC);
CREATE INDEX events_of_request ON public.ops_systemevent USING btree (request_id);
CREATE INDEX events_of_subject_newest ON public.ops_systemevent USING btree (subject, id DESC);
CREATE INDEX experience_of_minion_spirit ON public.spirits_xpevent USING btree (minion_spirit_id);
CREATE INDEX experience_of_owner_in_time ON public.spirits_xpevent USING btree (owner_id, happened_at, id);
CREATE INDEX feedback_newest_first ON public.chat_feedback USING btree (is_positive, id DESC);
CREATE INDEX finished_jobs_by_age ON public.queue_job USING btree (finished_at) WHERE (finished_at IS NOT NULL);
CREATE INDEX grants_of_owner_by_spirit ON public.spirits_grant USING btree (owner_id, spirit_id);
CREATE INDEX held_reservations_by_expiry ON public.spirits_reservation USING btree (expires_at) WHERE ((state)::text = 'held'::text);
CREATE INDEX idempotent_by_age ON public.api_idempotent_request USING btree (created_at);
CREATE INDEX image_folders_last_opened ON public.training_imagefolder USING btree (owner_id, opened_at DESC);
CREATE INDEX images_by_tag ON public.training_image USING gin (tags);
CREATE INDEX images_by_word ON public.training_imageentry USING gin (words);
CREATE INDEX images_left_to_process ON public.training_image USING btree (folder_id, is_processed, path);
CREATE INDEX jobs_by_parent ON public.queue_job USING btree (parent_id) WHERE (parent_id IS NOT NULL);
CREATE INDEX jobs_of_batch_by_state ON public.queue_job USING btree (batch_id, state) WHERE (batch_id IS NOT NULL);
CREATE INDEX jobs_of_owner_newest_first ON public.queue_job USING btree (owner_id, id DESC) WHERE (owner_id IS NOT NULL);
CREATE INDEX jobs_that_follow ON public.queue_job USING btree (after_id) WHERE (after_id IS NOT NULL);
CREATE INDEX knowledge_bases_by_tag ON public.training_knowledgebase USING gin (tags);
CREATE INDEX later_jobs_by_time ON public.queue_job USING btree (run_at) WHERE ((state)::text = ANY ((ARRAY['scheduled'::character varying, 'retrying'::character varying])::text[]));
CREATE INDEX learning_items_by_due_time ON public.spirits_learningitem USING btree (owner_id, due_at);
CREATE INDEX ledger_by_kind_newest_first ON public.spirits_ledger_transaction USING btree (kind, sequence DESC);
CREATE INDEX links_of_conversation ON public.chat_sharelink USING btree (conversation_id, id DESC);
CREATE INDEX measures_by_kind_newest_first ON public.spirits_measure USING btree (owner_id, kind, at DESC);
CREATE INDEX memories_by_expiry ON public.chat_memory USING btree (expires_at) WHERE (expires_at IS NOT NULL);
CREATE INDEX memories_by_wording ON public.chat_memory USING btree (owner_id, text_hash);
CREATE INDEX memories_newest_first ON public.chat_memory USING btree (owner_id, id DESC);
CREATE INDEX memory_versions_by_change ON public.chat_memoryversion USING btree (change);
CREATE INDEX messages_by_branch ON public.chat_message USING btree (conversation_id, parent_id, id);
CREATE INDEX messages_by_word ON public.chat_message USING gin (to_tsvector('simple'::regconfig, COALESCE(content, ''::text)));
CREATE INDEX messages_out_newest_first ON public.spirits_outboundmessage USING btree (owner_id, id DESC);
CREATE INDEX messages_to_handle ON public.spirits_webhookevent USING btree (state, id DESC) WHERE ((state)::text = ANY ((ARRAY['waiting'::character varying, 'failed'::character varying])::text[]));
CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON public.mfa_authenticator USING btree (user_id);
CREATE INDEX minions_of_owner_newest_first ON public.spirits_minion USING btree (owner_id, id DESC);
CREATE INDEX notifications_newest_first ON public.accounts_notification USING btree (user_id, id DESC);
CREATE UNIQUE INDEX one_active_budget_per_subject_and_period ON public.spirits_budget USING btree (user_id, group_id, minion_id, api_key, period) NULLS NOT DISTINCT WHERE is_active;
CREATE UNIQUE INDEX one_active_run_per_conversation ON public.chat_run USING btree (conversation_id) WHERE ((state)::text = ANY ((ARRAY['queued'::character varying, 'running'::character varying])::text[]));
CREATE UNIQUE INDEX one_builtin_provider ON public.training_provider USING btree (kind) WHERE ((kind)::text = 'builtin'::text);
CREATE UNIQUE INDEX one_current_memory_per_slot ON public.chat_memory USING btree (owner_id, slot) WHERE (((state)::text = 'current'::text) AND (NOT ((slot)::text = ''::text)));
CREATE UNIQUE INDEX one_default_model ON public.training_languagemodel USING btree (is_default) WHERE is_default;
CREATE UNIQUE INDEX one_founding_owner ON public.accounts_user USING btree (is_founding_owner) WHERE is_founding_owner;
CREATE UNIQUE INDEX one_job_per_kind_and_idempotency_key ON public.queue_job USING btree (kind, idempotency_key) WHERE (idempotency_key IS NOT NULL);
CREATE UNIQUE INDEX one_legacy_import_is_under_way ON public.training_legacyimport USING btree (state) WHERE ((state)::text = 'applying'::text);
CREATE UNIQUE INDEX one_live_subscription_per_person ON public.spirits_subscription USING btree (owner_id) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX one_provider_of_what_a_person_trained ON public.training_provider USING btree (owner_id) WHERE ((kind)::text = 'trained'::text);
CREATE UNIQUE INDEX one_version_of_a_dataset_is_being_built ON public.training_datasetversion USING btree (dataset_id) WHERE ((state)::text = 'building'::text);
CREATE INDEX open_orders_of_recipient ON public.spirits_purchase USING btree (recipient_id) WHERE ((state)::text = 'awaiting'::text);
CREATE INDEX ops_apilog_default_at_id_idx ON public.ops_apilog_default USING btree (at DESC, id DESC);
CREATE INDEX ops_apilog_default_request_id_idx ON public.ops_apilog_default USING btree (request_id);
CREATE INDEX ops_apilog_default_user_id_at_idx ON public.ops_apilog_default USING btree (user_id, at DESC);
CREATE INDEX ops_runtimesetting_name_d1d2ccf0_like ON public.ops_runtimesetting USING btree (name varchar_pattern_ops);
CREATE INDEX ops_runtimesettingchange_changed_by_id_8ef675a4 ON public.ops_runtimesettingchange USING btree (changed_by_id);
CREATE INDEX payments_to_look_after ON public.spirits_payment USING btree (looked_at) WHERE ((state)::text = ANY ((ARRAY['new'::character varying, 'created'::character varying, 'confirming'::character varying, 'action'::character varying, 'processing'::character varying, 'stray'::character varying])::text[]));
CREATE INDEX postings_of_a_segment ON public.training_posting USING btree (document_id, segment);
CREATE INDEX prices_of_item_newest_first ON public.spirits_price USING btree (item_id, valid_from DESC);
CREATE INDEX probes_of_provider_newest ON public.training_providerprobe USING btree (provider_id, at DESC);
CREATE INDEX purchases_of_buyer ON public.spirits_purchase USING btree (buyer_id, id DESC);
CREATE INDEX push_subscriptions_of_person ON public.accounts_pushsubscription USING btree (user_id);
CREATE INDEX queue_batch_owner_id_2ce43fcf ON public.queue_batch USING btree (owner_id);
CREATE INDEX queue_jobevent_job_id_841572be ON public.queue_jobevent USING btree (job_id);
CREATE INDEX queue_kindmeasure_kind_aeef41ef_like ON public.queue_kindmeasure USING btree (kind varchar_pattern_ops);
CREATE INDEX queue_kindpause_kind_69f39d84_like ON public.queue_kindpause USING btree (kind varchar_pattern_ops);
CREATE INDEX queue_kindpause_paused_by_id_a605ed1b ON public.queue_kindpause USING btree (paused_by_id);
CREATE INDEX queue_schedule_name_a45fe50c_like ON public.queue_schedule USING btree (name varchar_pattern_ops);
CREATE INDEX queue_schedule_owner_id_b4db4a54 ON public.queue_schedule USING btree (owner_id);
CREATE INDEX queued_jobs_by_turn ON public.queue_job USING btree (lane, priority, turn, id) WHERE ((state)::text = 'queued'::text);
CREATE INDEX queued_jobs_of_owner_by_turn ON public.queue_job USING btree (lane, priority, owner_id, turn) WHERE ((state)::text = 'queued'::text);
CREATE INDEX queued_runs ON public.chat_run USING btree (id) WHERE ((state)::text = 'queued'::text);
CREATE INDEX releases_newest_first ON public.spirits_release USING btree (owner_id, id DESC);
CREATE INDEX reminders_by_due_time ON public.spirits_reminder USING btree (owner_id, due_at);
CREATE INDEX requests_that_wait ON public.spirits_staffrequest USING btree (id DESC) WHERE ((state)::text = 'waiting'::text);
CREATE INDEX reservations_of_one_answer ON public.spirits_reservation USING btree (work);
CREATE INDEX reservations_of_owner ON public.spirits_reservation USING btree (owner_id, id DESC);
CREATE INDEX responses_by_expiry ON public.chat_storedresponse USING btree (expires_at);
CREATE INDEX responses_of_owner_newest ON public.chat_storedresponse USING btree (owner_id, id DESC);
CREATE INDEX responses_that_go_on_from ON public.chat_storedresponse USING btree (previous_id);
CREATE INDEX running_jobs_by_lease ON public.queue_job USING btree (held_until) WHERE ((state)::text = 'running'::text);
CREATE INDEX running_runs_by_lease ON public.chat_run USING btree (held_until) WHERE ((state)::text = 'running'::text);
CREATE INDEX runs_of_owner_newest_first ON public.chat_run USING btree (owner_id, id DESC);
CREATE INDEX scheduled_tasks_by_due_time ON public.spirits_scheduledtask USING btree (owner_id, due_at);
CREATE INDEX sessions_by_expiry ON public.accounts_devicesession USING btree (expires_at);
CREATE INDEX sessions_of_user_by_use ON public.accounts_devicesession USING btree (user_id, last_seen_at DESC) WHERE (revoked_at IS NULL);
CREATE INDEX setting_changes_newest_first ON public.ops_runtimesettingchange USING btree (name, id DESC);
CREATE INDEX shares_given_newest_first ON public.accounts_share USING btree (shared_by_id, id DESC);
CREATE INDEX socialaccount_socialaccount_user_id_8146e70c ON public.socialaccount_socialaccount USING btree (user_id);
CREATE INDEX socialaccount_socialtoken_account_id_951f210e ON public.socialaccount_socialtoken USING btree (account_id);
CREATE INDEX socialaccount_socialtoken_app_id_636a42d7 ON public.socialaccount_socialtoken USING btree (app_id);
CREATE INDEX spirits_account_owner_id_684c807b ON public.spirits_account USING btree (owner_id);
CREATE INDEX spirits_approval_owner_id_c90e4e5e ON public.spirits_approval USING btree (owner_id);
CREATE INDEX spirits_artifact_call_id_20200576 ON public.spirits_artifact USING btree (call_id);
CREATE INDEX spirits_artifact_owner_id_20928b48 ON public.spirits_artifact USING btree (owner_id);
CREATE INDEX spirits_budget_group_id_800105e5 ON public.spirits_budget USING btree (group_id);
CREATE INDEX spirits_budget_minion_id_47a8bbd7 ON public.spirits_budget USING btree (minion_id);
CREATE INDEX spirits_budget_user_id_6266e97d ON public.spirits_budget USING btree (user_id);
CREATE INDEX spirits_budgetuse_budget_id_cfda43e4 ON public.spirits_budgetuse USING btree (budget_id);
CREATE INDEX spirits_bundle_name_0bbe608c_like ON public.spirits_bundle USING btree (name varchar_pattern_ops);
CREATE INDEX spirits_bundle_slug_1a3a2b40_like ON public.spirits_bundle USING btree (slug varchar_pattern_ops);
CREATE INDEX spirits_bundlespirit_bundle_id_2e9738f9 ON public.spirits_bundlespirit USING btree (bundle_id);
CREATE INDEX spirits_bundlespirit_spirit_id_6993d8cf ON public.spirits_bundlespirit USING btree (spirit_id);
CREATE INDEX spirits_by_state_and_tier ON public.spirits_spirit USING btree (state, tier);
CREATE INDEX spirits_calendar_owner_id_1d1d8141 ON public.spirits_calendar USING btree (owner_id);
CREATE INDEX spirits_calendarevent_calendar_id_fb178801 ON public.spirits_calendarevent USING btree (calendar_id);
CREATE INDEX spirits_card_gateway_id_ac581594_like ON public.spirits_card USING btree (gateway_id varchar_pattern_ops);
CREATE INDEX spirits_card_holder_id_4ff8cd63 ON public.spirits_card USING btree (holder_id);
CREATE INDEX spirits_cardholder_gateway_id_fcbf8c53_like ON public.spirits_cardholder USING btree (gateway_id varchar_pattern_ops);
CREATE INDEX spirits_category_name_f440d1c2_like ON public.spirits_category USING btree (name varchar_pattern_ops);
CREATE INDEX spirits_category_slug_50648c0b_like ON public.spirits_category USING btree (slug varchar_pattern_ops);
CREATE INDEX spirits_coupon_code_1ae93af1_like ON public.spirits_coupon USING btree (code varchar_pattern_ops);
CREATE INDEX spirits_dose_medication_id_d97755b5 ON public.spirits_dose USING btree (medication_id);
CREATE INDEX spirits_encryptionkey_owner_id_4b082b67 ON public.spirits_encryptionkey USING btree (owner_id);
CREATE INDEX spirits_grant_owner_id_5098e7bd ON public.spirits_grant USING btree (owner_id);
CREATE INDEX spirits_grant_spirit_id_dbbd61c2 ON public.spirits_grant USING btree (spirit_id);
CREATE INDEX spirits_learningattempt_item_id_efadc647 ON public.spirits_learningattempt USING btree (item_id);
CREATE INDEX spirits_learningitem_owner_id_344537fa ON public.spirits_learningitem USING btree (owner_id);
CREATE INDEX spirits_ledger_entry_account_id_c139cf2e ON public.spirits_ledger_entry USING btree (account_id);
CREATE INDEX spirits_ledger_entry_transaction_id_23a731e4 ON public.spirits_ledger_entry USING btree (transaction_id);
CREATE INDEX spirits_measure_owner_id_9ac3f1ff ON public.spirits_measure USING btree (owner_id);
CREATE INDEX spirits_medication_owner_id_0bf54013 ON public.spirits_medication USING btree (owner_id);
CREATE INDEX spirits_messagetemplate_owner_id_4b52356f ON public.spirits_messagetemplate USING btree (owner_id);
CREATE INDEX spirits_minion_knowledge_bases_knowledgebase_id_e6c0246d ON public.spirits_minion_knowledge_bases USING btree (knowledgebase_id);
CREATE INDEX spirits_minion_knowledge_bases_minion_id_bf7548f9 ON public.spirits_minion_knowledge_bases USING btree (minion_id);
CREATE INDEX spirits_minion_language_model_id_58c80c42 ON public.spirits_minion USING btree (language_model_id);
CREATE INDEX spirits_minion_owner_id_faed5a57 ON public.spirits_minion USING btree (owner_id);
CREATE INDEX spirits_minion_template_id_c14ef100 ON public.spirits_minion USING btree (template_id);
CREATE INDEX spirits_minion_tool_servers_minion_id_6cb36469 ON public.spirits_minion_tool_servers USING btree (minion_id);
CREATE INDEX spirits_minion_tool_servers_toolserver_id_edae1ad0 ON public.spirits_minion_tool_servers USING btree (toolserver_id);
CREATE INDEX spirits_minionspirit_minion_id_f16bf37f ON public.spirits_minionspirit USING btree (minion_id);
CREATE INDEX spirits_minionspirit_spirit_id_0c243187 ON public.spirits_minionspirit USING btree (spirit_id);
CREATE INDEX spirits_miniontemplate_name_ff7478d6_like ON public.spirits_miniontemplate USING btree (name varchar_pattern_ops);
CREATE INDEX spirits_miniontemplate_slug_4cdd8047_like ON public.spirits_miniontemplate USING btree (slug varchar_pattern_ops);
CREATE INDEX spirits_miniontemplatespirit_spirit_id_276a2c67 ON public.spirits_miniontemplatespirit USING btree (spirit_id);
CREATE INDEX spirits_miniontemplatespirit_template_id_5a4de14b ON public.spirits_miniontemplatespirit USING btree (template_id);
CREATE INDEX spirits_minionversion_minion_id_1ce1057f ON public.spirits_minionversion USING btree (minion_id);
CREATE INDEX spirits_minionversion_saved_by_id_ad4447bd ON public.spirits_minionversion USING btree (saved_by_id);
CREATE INDEX spirits_monitor_owner_id_3f1de5ff ON public.spirits_monitor USING btree (owner_id);
CREATE INDEX spirits_monitorcheck_monitor_id_9ab67639 ON public.spirits_monitorcheck USING btree (monitor_id);
CREATE INDEX spirits_outboundmessage_account_id_c166a17d ON public.spirits_outboundmessage USING btree (account_id);
CREATE INDEX spirits_outboundmessage_owner_id_833d6996 ON public.spirits_outboundmessage USING btree (owner_id);
CREATE INDEX spirits_owntoolversion_language_model_id_f753cf1d ON public.spirits_owntoolversion USING btree (language_model_id);
CREATE INDEX spirits_owntoolversion_own_tool_id_1dfe48ec ON public.spirits_owntoolversion USING btree (own_tool_id);
CREATE INDEX spirits_owntoolversion_saved_by_id_dafa3ee7 ON public.spirits_owntoolversion USING btree (saved_by_id);
CREATE INDEX spirits_pairing_first_id_4f67ebd0 ON public.spirits_pairing USING btree (first_id);
CREATE INDEX spirits_pairing_second_id_adce54bb ON public.spirits_pairing USING btree (second_id);
CREATE INDEX spirits_payment_card_id_37fa68d6 ON public.spirits_payment USING btree (card_id);
CREATE INDEX spirits_payment_owner_id_4ff884ef ON public.spirits_payment USING btree (owner_id);
CREATE INDEX spirits_payment_purchase_id_15d6d9dd ON public.spirits_payment USING btree (purchase_id);
CREATE INDEX spirits_plan_name_85b6c17a_like ON public.spirits_plan USING btree (name varchar_pattern_ops);
CREATE INDEX spirits_plan_slug_db76d30f_like ON public.spirits_plan USING btree (slug varchar_pattern_ops);
CREATE INDEX spirits_planlanguagemodel_language_model_id_669961c0 ON public.spirits_planlanguagemodel USING btree (language_model_id);
CREATE INDEX spirits_planlanguagemodel_plan_id_21c5fc7d ON public.spirits_planlanguagemodel USING btree (plan_id);
CREATE INDEX spirits_planspirit_plan_id_01b5f5d6 ON public.spirits_planspirit USING btree (plan_id);
CREATE INDEX spirits_planspirit_spirit_id_657d6898 ON public.spirits_planspirit USING btree (spirit_id);
CREATE INDEX spirits_planversion_plan_id_5ebf0f21 ON public.spirits_planversion USING btree (plan_id);
CREATE INDEX spirits_planversion_spirits_planversion_id_26d82dcf ON public.spirits_planversion_spirits USING btree (planversion_id);
CREATE INDEX spirits_planversion_spirits_spirit_id_02dc9db2 ON public.spirits_planversion_spirits USING btree (spirit_id);
CREATE INDEX spirits_price_item_id_e873bcce ON public.spirits_price USING btree (item_id);
CREATE INDEX spirits_purchase_bundle_id_55696022 ON public.spirits_purchase USING btree (bundle_id);
CREATE INDEX spirits_purchase_buyer_id_8ee08e9f ON public.spirits_purchase USING btree (buyer_id);
CREATE INDEX spirits_purchase_coupon_id_5d412a41 ON public.spirits_purchase USING btree (coupon_id);
CREATE INDEX spirits_purchase_plan_version_id_5f9c99e7 ON public.spirits_purchase USING btree (plan_version_id);
CREATE INDEX spirits_purchase_recipient_id_9d0f574c ON public.spirits_purchase USING btree (recipient_id);
CREATE INDEX spirits_purchase_spirit_id_b1b6d9b2 ON public.spirits_purchase USING btree (spirit_id);
CREATE INDEX spirits_purchase_subscription_id_45eea679 ON public.spirits_purchase USING btree (subscription_id);
CREATE INDEX spirits_purchaseline_purchase_id_39d12449 ON public.spirits_purchaseline USING btree (purchase_id);
CREATE INDEX spirits_purchaseline_refund_id_71c95d02 ON public.spirits_purchaseline USING btree (refund_id);
CREATE INDEX spirits_purchaseline_spirit_id_66f32afd ON public.spirits_purchaseline USING btree (spirit_id);
CREATE INDEX spirits_refund_purchase_id_e3fc6153 ON public.spirits_refund USING btree (purchase_id);
CREATE INDEX spirits_release_call_id_fdbea65c ON public.spirits_release USING btree (call_id);
CREATE INDEX spirits_release_owner_id_2b26ba00 ON public.spirits_release USING btree (owner_id);
CREATE INDEX spirits_reminder_owner_id_6e134dfe ON public.spirits_reminder USING btree (owner_id);
CREATE INDEX spirits_reservation_minion_id_cc15b471 ON public.spirits_reservation USING btree (minion_id);
CREATE INDEX spirits_reservation_owner_id_a79cee68 ON public.spirits_reservation USING btree (owner_id);
CREATE INDEX spirits_reservation_uses_budgetuse_id_2f520fb5 ON public.spirits_reservation_uses USING btree (budgetuse_id);
CREATE INDEX spirits_reservation_uses_reservation_id_7696ac33 ON public.spirits_reservation_uses USING btree (reservation_id);
CREATE INDEX spirits_scheduledtask_minion_id_ea491ef6 ON public.spirits_scheduledtask USING btree (minion_id);
CREATE INDEX spirits_scheduledtask_owner_id_bddb9d7f ON public.spirits_scheduledtask USING btree (owner_id);
CREATE INDEX spirits_servertool_server_id_4de4419d ON public.spirits_servertool USING btree (server_id);
CREATE INDEX spirits_socialaccount_owner_id_3b322a00 ON public.spirits_socialaccount USING btree (owner_id);
CREATE INDEX spirits_spirit_category_id_4d377680 ON public.spirits_spirit USING btree (category_id);
CREATE INDEX spirits_spirit_name_e3d3fbe9_like ON public.spirits_spirit USING btree (name varchar_pattern_ops);
CREATE INDEX spirits_spirit_slug_05bb9930_like ON public.spirits_spirit USING btree (slug varchar_pattern_ops);
CREATE INDEX spirits_spirittool_spirit_id_f3551ab1 ON public.spirits_spirittool USING btree (spirit_id);
CREATE INDEX spirits_spirittool_tool_id_a909b54d ON public.spirits_spirittool USING btree (tool_id);
CREATE INDEX spirits_staffrequest_asker_id_1aabb431 ON public.spirits_staffrequest USING btree (asker_id);
CREATE INDEX spirits_staffrequest_decider_id_1899d66d ON public.spirits_staffrequest USING btree (decider_id);
CREATE INDEX spirits_staffrequest_key_51dc989a_like ON public.spirits_staffrequest USING btree (key varchar_pattern_ops);
CREATE INDEX spirits_staffrequest_subject_id_9a14b36c ON public.spirits_staffrequest USING btree (subject_id);
CREATE INDEX spirits_subscription_card_id_e1f98805 ON public.spirits_subscription USING btree (card_id);
CREATE INDEX spirits_subscription_next_version_id_302e210e ON public.spirits_subscription USING btree (next_version_id);
CREATE INDEX spirits_subscription_owner_id_520a5b42 ON public.spirits_subscription USING btree (owner_id);
CREATE INDEX spirits_subscription_version_id_11d3ee35 ON public.spirits_subscription USING btree (version_id);
CREATE INDEX spirits_subscriptionperiod_subscription_id_2805fcea ON public.spirits_subscriptionperiod USING btree (subscription_id);
CREATE INDEX spirits_subscriptionperiod_version_id_c0c2245c ON public.spirits_subscriptionperiod USING btree (version_id);
CREATE INDEX spirits_tool_name_5e90c5fe_like ON public.spirits_tool USING btree (name varchar_pattern_ops);
CREATE INDEX spirits_tool_slug_cf64a208_like ON public.spirits_tool USING btree (slug varchar_pattern_ops);
CREATE INDEX spirits_toolcall_minion_id_f0efabb6 ON public.spirits_toolcall USING btree (minion_id);
CREATE INDEX spirits_toolcall_owner_id_0ef2bb16 ON public.spirits_toolcall USING btree (owner_id);
CREATE INDEX spirits_toolcall_spirit_id_75eded1d ON public.spirits_toolcall USING btree (spirit_id);
CREATE INDEX spirits_toolmastery_minion_spirit_id_268b2188 ON public.spirits_toolmastery USING btree (minion_spirit_id);
CREATE INDEX spirits_toolmastery_tool_id_2ea49d2b ON public.spirits_toolmastery USING btree (tool_id);
CREATE INDEX spirits_toolserver_owner_id_99a2e463 ON public.spirits_toolserver USING btree (owner_id);
CREATE INDEX spirits_trailentry_owner_id_0f406ca0 ON public.spirits_trailentry USING btree (owner_id);
CREATE INDEX spirits_webhookevent_gateway_id_932c7e34_like ON public.spirits_webhookevent USING btree (gateway_id varchar_pattern_ops);
CREATE INDEX spirits_wellnessgoal_owner_id_ef948272 ON public.spirits_wellnessgoal USING btree (owner_id);
CREATE INDEX spirits_workspacefile_owner_id_956eb447 ON public.spirits_workspacefile USING btree (owner_id);
CREATE INDEX spirits_workspaceversion_file_id_e50d5bd2 ON public.spirits_workspaceversion USING btree (file_id);
CREATE INDEX spirits_xpevent_minion_spirit_id_91f9f544 ON public.spirits_xpevent USING btree (minion_spirit_id);
CREATE INDEX spirits_xpevent_owner_id_1fbbd3d9 ON public.spirits_xpevent USING btree (owner_id);
CREATE INDEX spirits_xpevent_tool_id_ea6d3d5d ON public.spirits_xpevent USING btree (tool_id);
CREATE INDEX subscriptions_due ON public.spirits_subscription USING btree (next_attempt_at) WHERE (ended_at IS NULL);
CREATE INDEX temporary_chats_by_age ON public.chat_conversation USING btree (active_at) WHERE is_temporary;
CREATE INDEX tool_calls_newest_first ON public.spirits_toolcall USING btree (owner_id, id DESC);
CREATE INDEX tool_calls_of_a_minute ON public.spirits_toolcall USING btree (owner_id, created_at);
CREATE INDEX tool_calls_of_a_run ON public.spirits_toolcall USING btree (run_id) WHERE (run_id IS NOT NULL);
CREATE INDEX training_chunkedit_document_id_507ad2b6 ON public.training_chunkedit USING btree (document_id);
CREATE INDEX training_dataset_owner_id_b59cc01d ON public.training_dataset USING btree (owner_id);
CREATE INDEX training_datasetversion_dataset_id_af9778c7 ON public.training_datasetversion USING btree (dataset_id);
CREATE INDEX training_document_base_id_5a9cd03f ON public.training_document USING btree (base_id);
CREATE INDEX training_evaluation_owner_id_59c97398 ON public.training_evaluation USING btree (owner_id);
CREATE INDEX training_evaluation_suite_id_c972a18f ON public.training_evaluation USING btree (suite_id);
CREATE INDEX training_evaluationtarget_evaluation_id_2a29c3aa ON public.training_evaluationtarget USING btree (evaluation_id);
CREATE INDEX training_image_folder_id_c37ae3ae ON public.training_image USING btree (folder_id);
CREATE INDEX training_imagefolder_batch_id_2eaa7f6d ON public.training_imagefolder USING btree (batch_id);
CREATE INDEX training_imagefolder_owner_id_f96059a8 ON public.training_imagefolder USING btree (owner_id);
CREATE INDEX training_imageintent_folder_id_7f0e90b7 ON public.training_imageintent USING btree (folder_id);
CREATE INDEX training_knowledgebase_owner_id_a61e98ea ON public.training_knowledgebase USING btree (owner_id);
CREATE INDEX training_languagemodel_groups_group_id_385e3e30 ON public.training_languagemodel_groups USING btree (group_id);
CREATE INDEX training_languagemodel_groups_languagemodel_id_d7cc391c ON public.training_languagemodel_groups USING btree (languagemodel_id);
CREATE INDEX training_languagemodel_provider_id_8f74ce74 ON public.training_languagemodel USING btree (provider_id);
CREATE INDEX training_legacyimport_owner_id_c2b272a1 ON public.training_legacyimport USING btree (owner_id);
CREATE INDEX training_legacyimport_started_by_id_eddd8de1 ON public.training_legacyimport USING btree (started_by_id);
CREATE INDEX training_legacyline_run_id_0c6d6488 ON public.training_legacyline USING btree (run_id);
CREATE INDEX training_legacyrow_run_id_cab2c8e4 ON public.training_legacyrow USING btree (run_id);
CREATE INDEX training_provider_owner_id_0693f526 ON public.training_provider USING btree (owner_id);
CREATE INDEX training_providerkey_provider_id_daf6fab4 ON public.training_providerkey USING btree (provider_id);
CREATE INDEX training_providerprobe_provider_id_9c591869 ON public.training_providerprobe USING btree (provider_id);
CREATE INDEX training_runs_of_owner_newest ON public.training_trainingrun USING btree (owner_id, id DESC);
CREATE INDEX training_suite_owner_id_ea90a5d3 ON public.training_suite USING btree (owner_id);
CREATE INDEX training_suite_version_id_c94a994c ON public.training_suite USING btree (version_id);
CREATE INDEX training_trainedversion_evaluation_id_32b82205 ON public.training_trainedversion USING btree (evaluation_id);
CREATE INDEX training_trainedversion_language_model_id_f6bdc0b8 ON public.training_trainedversion USING btree (language_model_id);
CREATE INDEX training_trainedversion_owner_id_835ff711 ON public.training_trainedversion USING btree (owner_id);
CREATE INDEX training_trainingrun_owner_id_ca307db2 ON public.training_trainingrun USING btree (owner_id);
CREATE INDEX training_trainingrun_version_id_d61d35d0 ON public.training_trainingrun USING btree (version_id);
CREATE UNIQUE INDEX unique_authenticator_type ON public.mfa_authenticator USING btree (user_id, type) WHERE ((type)::text = ANY ((ARRAY['totp'::character varying, 'recovery_codes'::character varying])::text[]));
CREATE UNIQUE INDEX unique_primary_email ON public.account_emailaddress USING btree (user_id, "primary") WHERE "primary";
CREATE UNIQUE INDEX unique_verified_email ON public.account_emailaddress USING btree (email) WHERE verified;
CREATE INDEX unread_notifications_by_person ON public.accounts_notification USING btree (user_id) WHERE (read_at IS NULL);
CREATE INDEX uploads_by_owner ON public.chat_upload USING btree (owner_id, id DESC);
CREATE INDEX usage_of_owner_newest_first ON public.chat_usagerecord USING btree (owner_id, at DESC);
CREATE INDEX vectors_near ON public.training_chunkvector USING hnsw (vector public.vector_cosine_ops) WITH (m='16', ef_construction='64');
CREATE INDEX vectors_of_a_knowledge_base ON public.training_chunkvector USING btree (base_id, embedder, chunk_id);
CREATE INDEX workspace_files_by_path ON public.spirits_workspacefile USING btree (owner_id, path);
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_00_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_01_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_02_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_03_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_04_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_05_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_06_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_07_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_08_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_09_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_10_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_11_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_12_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_13_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_14_pkey;
ALTER INDEX public.chat_memoryentry_pkey ATTACH PARTITION public.chat_memoryentry_15_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_00_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_01_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_02_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_03_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_04_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_05_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_06_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_07_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_08_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_09_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_10_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_11_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_12_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_13_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_14_pkey;
ALTER INDEX public.chat_memoryvector_pkey ATTACH PARTITION public.chat_memoryvector_15_pkey;
ALTER INDEX public.api_log_newest_first ATTACH PARTITION public.ops_apilog_default_at_id_idx;
ALTER INDEX public.ops_apilog_pkey ATTACH PARTITION public.ops_apilog_default_pkey;
ALTER INDEX public.api_log_of_request ATTACH PARTITION public.ops_apilog_default_request_id_idx;
ALTER INDEX public.api_log_of_user ATTACH PARTITION public.ops_apilog_default_user_id_at_idx;
CREATE TRIGGER a_deleted_conversation_is_shared_no_more AFTER DELETE ON public.chat_conversation FOR EACH ROW EXECUTE FUNCTION public.accounts_forget_shares('conversation');
CREATE TRIGGER a_deleted_minion_is_shared_no_more AFTER DELETE ON public.spirits_minion FOR EACH ROW EXECUTE FUNCTION public.accounts_forget_shares('minion');
CREATE TRIGGER a_memory_version_is_never_changed BEFORE UPDATE ON public.chat_memoryversion FOR EACH ROW EXECUTE FUNCTION public.chat_keep_memory_version();
CREATE TRIGGER a_usage_record_is_priced BEFORE INSERT ON public.chat_usagerecord FOR EACH ROW EXECUTE FUNCTION public.chat_price_usage();
CREATE TRIGGER accounts_are_guarded BEFORE INSERT OR UPDATE ON public.spirits_account FOR EACH ROW EXECUTE FUNCTION public.spirits_guard_account();
ALTER TABLE public.spirits_account ENABLE ALWAYS TRIGGER accounts_are_guarded;
CREATE TRIGGER accounts_are_never_truncated BEFORE TRUNCATE ON public.spirits_account FOR EACH STATEMENT EXECUTE FUNCTION public.spirits_refuse_change();
ALTER TABLE public.spirits_account ENABLE ALWAYS TRIGGER accounts_are_never_truncated;
CREATE TRIGGER accounts_stay BEFORE DELETE ON public.spirits_account FOR EACH ROW EXECUTE FUNCTION public.spirits_refuse_change();
ALTER TABLE public.spirits_account ENABLE ALWAYS TRIGGER accounts_stay;
CREATE TRIGGER audit_entries_are_append_only BEFORE DELETE OR UPDATE ON public.ops_auditentry FOR EACH ROW EXECUTE FUNCTION public.ops_append_only();
CREATE CONSTRAINT TRIGGER balances_follow_from_entries AFTER INSERT OR UPDATE ON public.spirits_account DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.spirits_check_account_row();
ALTER TABLE public.spirits_account ENABLE ALWAYS TRIGGER balances_follow_from_entries;
CREATE TRIGGER budget_has_a_history AFTER INSERT OR DELETE OR UPDATE ON public.spirits_budget FOR EACH ROW EXECUTE FUNCTION public.ops_record_change('{}');
CREATE TRIGGER bundle_has_a_history AFTER INSERT OR DELETE OR UPDATE ON public.spirits_bundle FOR EACH ROW EXECUTE FUNCTION public.ops_record_change('{}');
CREATE TRIGGER bundle_prices_are_recorded AFTER INSERT OR UPDATE OF price_cents, price_points ON public.spirits_bundle FOR EACH ROW EXECUTE FUNCTION public.spirits_follow_price('bundle_id');
CREATE TRIGGER bundlespirit_has_a_history AFTER INSERT OR DELETE OR UPDATE ON public.spirits_bundlespirit FOR EACH ROW EXECUTE FUNCTION public.ops_record_change('{}');
CREATE TRIGGER category_has_a_history AFTER INSERT OR DELETE OR UPDATE ON public.spirits_category FOR EACH ROW EXECUTE FUNCTION public.ops_record_change('{}');
CREATE TRIGGER coupon_has_a_history AFTER INSERT OR DELETE OR UPDATE ON public.spirits_coupon FOR EACH ROW EXECUTE FUNCTION public.ops_record_change('{}');
CREATE TRIGGER experience_is_gained AFTER INSERT ON public.spirits_xpevent FOR EACH ROW EXECUTE FUNCTION public.spirits_gain_xp();
ALTER TABLE public.spirits_xpevent ENABLE ALWAYS TRIGGER experience_is_gained;
CREATE TRIGGER experience_stays BEFORE UPDATE ON public.spirits_xpevent FOR EACH ROW EXECUTE FUNCTION public.spirits_guard_xp();
ALTER TABLE public.spirits_xpevent ENABLE ALWAYS TRIGGER experience_stays;
CREATE TRIGGER grant_has_a_history AFTER INSERT OR DELETE OR UPDATE ON public.spirits_grant FOR EACH ROW EXECUTE FUNCTION public.ops_record_change('{calls_used}');
CREATE TRIGGER grants_are_guarded BEFORE UPDATE ON public.spirits_grant FOR EACH ROW EXECUTE FUNCTION public.spirits_guard_grant();
ALTER TABLE public.spirits_grant ENABLE ALWAYS TRIGGER grants_are_guarded;
CREATE TRIGGER job_transition_is_allowed BEFORE UPDATE OF state ON public.queue_job FOR EACH ROW WHEN ((((old.state)::text IS DISTINCT FROM (new.state)::text) AND ((((((((((((((((((old.state)::text <> 'cancelled'::text) OR ((new.state)::text <> 'queued'::text)) AND (((old.state)::text <> 'dead'::text) OR ((new.state)::text <> 'queued'::text))) AND (((old.state)::text <> 'failed'::text) OR ((new.state)::text <> 'queued'::text))) AND (((old.state)::text <> 'queued'::text) OR ((new.state)::text <> 'cancelled'::text))) AND (((old.state)::text <> 'queued'::text) OR ((new.state)::text <> 'running'::text))) AND (((old.state)::text <> 'retrying'::text) OR ((new.state)::text <> 'cancelled'::text))) AND (((old.state)::text <> 'retrying'::text) OR ((new.state)::text <> 'queued'::text))) AND (((old.state)::text <> 'running'::text) OR ((new.state)::text <> 'cancelled'::text))) AND (((old.state)::text <> 'running'::text) OR ((new.state)::text <> 'dead'::text))) AND (((old.state)::text <> 'running'::text) OR ((new.state)::text <> 'failed'::text))) AND (((old.state)::text <> 'running'::text) OR ((new.state)::text <> 'queued'::text))) AND (((old.state)::text <> 'running'::text) OR ((new.state)::text <> 'retrying'::text))) AND (((old.state)::text <> 'running'::text) OR ((new.state)::text <> 'succeeded'::text))) AND (((old.state)::text <> 'scheduled'::text) OR ((new.state)::text <> 'cancelled'::text))) AND (((old.state)::text <> 'scheduled'::text) OR ((new.state)::text <> 'queued'::text))) AND (((old.state)::text <> 'cancelled'::text) OR ((new.state)::text <> 'scheduled'::text))))) EXECUTE FUNCTION public.queue_refuse_transition();
CREATE TRIGGER knowledge_bases_forget_their_shares AFTER DELETE ON public.training_knowledgebase FOR EACH ROW EXECUTE FUNCTION public.accounts_forget_shares('knowledge');
CREATE TRIGGER ledger_entries_are_never_truncated BEFORE TRUNCATE ON public.spirits_ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION public.spirits_refuse_change();
ALTER TABLE public.spirits_ledger_entry ENABLE ALWAYS TRIGGER ledger_entries_are_never_truncated;
CREATE TRIGGER ledger_entries_are_posted BEFORE INSERT ON public.spirits_ledger_entry FOR EACH ROW EXECUTE FUNCTION public.spirits_post_entry();
ALTER TABLE public.spirits_ledger_entry ENABLE ALWAYS TRIGGER ledger_entries_are_posted;
CREATE TRIGGER ledger_entries_stay BEFORE DELETE OR UPDATE ON public.spirits_ledger_entry FOR EACH ROW EXECUTE FUNCTION public.spirits_refuse_change();
ALTER TABLE public.spirits_ledger_entry ENABLE ALWAYS TRIGGER ledger_entries_stay;
CREATE CONSTRAINT TRIGGER ledger_entries_sum_to_zero AFTER INSERT ON public.spirits_ledger_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.spirits_check_entry_row();
ALTER TABLE public.spirits_ledger_entry ENABLE ALWAYS TRIGGER ledger_entries_sum_to_zero;
CREATE TRIGGER ledger_transactions_are_never_truncated BEFORE TRUNCATE ON public.spirits_ledger_transaction FOR EACH STATEMENT EXECUTE FUNCTION public.spirits_refuse_change();
ALTER TABLE public.spirits_ledger_transaction ENABLE ALWAYS TRIGGER ledger_transactions_are_never_truncated;
CREATE TRIGGER ledger_transactions_are_stamped BEFORE INSERT ON public.spirits_ledger_transaction FOR EACH ROW EXECUTE FUNCTION public.spirits_stamp_transaction();
ALTER TABLE public.spirits_ledger_transaction ENABLE ALWAYS TRIGGER ledger_transactions_are_stamped;
CREATE TRIGGER ledger_transactions_stay BEFORE DELETE OR UPDATE ON public.spirits_ledger_transaction FOR EACH ROW EXECUTE FUNCTION public.spirits_refuse_change();
ALTER TABLE public.spirits_ledger_transaction ENABLE ALWAYS TRIGGER ledger_transactions_stay;
CREATE CONSTRAINT TRIGGER ledger_transactions_sum_to_zero AFTER INSERT ON public.spirits_ledger_transaction DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.spirits_check_transaction_row();
ALTER TABLE public.spirits_ledger_transaction ENABLE ALWAYS TRIGGER ledger_transactions_sum_to_zero;
CREATE TRIGGER miniontemplate_has_a_history AFTER INSERT OR DELETE OR UPDATE ON public.spirits_miniontemplate FOR EACH ROW EXECUTE FUNCTION public.ops_record_change('{}');
CREATE TRIGGER miniontemplatespirit_has_a_history AFTER INSERT OR DELETE OR UPDATE ON public.spirits_miniontemplatespirit FOR EACH ROW EXECUTE FUNCTION public.ops_record_change('{}');
CREATE TRIGGER pairing_has_a_history AFTER INSERT OR DELETE OR UPDATE ON public.spirits_pairing FOR EACH ROW EXECUTE FUNCTION public.ops_record_change('{}');
CREATE TRIGGER payment_has_a_history AFTER INSERT OR DELETE OR UPDATE ON public.spirits_payment FOR EACH ROW EXECUTE FUNCTION public.ops_record_change('{page_url,looked_at}');
CREATE TRIGGER periods_are_guarded BEFORE INSERT OR UPDATE ON public.spirits_subscriptionperiod FOR EACH ROW EXECUTE FUNCTION public.spirits_stamp_period();
ALTER TABLE public.spirits_subscriptionperiod ENABLE ALWAYS TRIGGER periods_are_guarded;
CREATE TRIGGER periods_stay BEFORE DELETE ON public.spirits_subscriptionperiod FOR EACH ROW EXECUTE FUNCTION public.spirits_refuse_change();
ALTER TABLE public.spirits_subscriptionperiod ENABLE ALWAYS TRIGGER periods_stay;
CREATE TRIGGER plan_has_a_history AFTER INSERT OR DELETE OR UPDATE ON public.spirits_plan FOR EACH ROW EXECUTE FUNCTION public.ops_record_change('{}');
CREATE TRIGGER plan_prices_are_recorded AFTER INSERT OR UPDATE OF price_cents ON public.spirits_plan FOR EACH ROW EXECUTE FUNCTION public.spirits_follow_price('plan_id');
CREATE TRIGGER planspirit_has_a_history AFTER INSERT OR DELETE OR UPDATE ON public.spirits_planspirit FOR EACH ROW EXECUTE FUNCTION public.ops_record_change('{}');
CREATE TRIGGER planversion_has_a_history AFTER INSERT OR DELETE OR UPDATE ON public.spirits_planversion FOR EACH ROW EXECUTE FUNCTION public.ops_record_change('{}');
CREATE TRIGGER price_has_a_history AFTER INSERT OR DELETE OR UPDATE ON public.spirits_price FOR EACH ROW EXECUTE FUNCTION public.ops_record_change('{}');
CREATE TRIGGER prices_are_guarded BEFORE INSERT OR UPDATE ON public.spirits_price FOR EACH ROW EXECUTE FUNCTION public.spirits_guard_price();
ALTER TABLE public.spirits_price ENABLE ALWAYS TRIGGER prices_are_guarded;
CREATE TRIGGER prices_are_never_truncated BEFORE TRUNCATE ON public.spirits_price FOR EACH STATEMENT EXECUTE FUNCTION public.spirits_refuse_change();
ALTER TABLE public.spirits_price ENABLE ALWAYS TRIGGER prices_are_never_truncated;
CREATE TRIGGER prices_stay BEFORE DELETE ON public.spirits_price FOR EACH ROW EXECUTE FUNCTION public.spirits_refuse_change();
ALTER TABLE public.spirits_price ENABLE ALWAYS TRIGGER prices_stay;
CREATE TRIGGER progress_is_guarded BEFORE INSERT OR UPDATE ON public.spirits_progress FOR EACH ROW EXECUTE FUNCTION public.spirits_guard_progress();
ALTER TABLE public.spirits_progress ENABLE ALWAYS TRIGGER progress_is_guarded;
CREATE TRIGGER purchase_has_a_history AFTER INSERT OR DELETE OR UPDATE ON public.spirits_purchase FOR EACH ROW EXECUTE FUNCTION public.ops_record_change('{fingerprint}');
CREATE TRIGGER ready_versions_never_change BEFORE UPDATE ON public.training_datasetversion FOR EACH ROW WHEN ((((old.state)::text = 'ready'::text) AND (((((((old.state)::text IS DISTINCT FROM (new.state)::text) OR (old.dataset_id IS DISTINCT FROM new.dataset_id)) OR (old.number IS DISTINCT FROM new.number)) OR ((old.shape)::text IS DISTINCT FROM (new.shape)::text)) OR (old.row_count IS DISTINCT FROM new.row_count)) OR ((old.digest)::text IS DISTINCT FROM (new.digest)::text)))) EXECUTE FUNCTION public.training_refuse_change();
CREATE TRIGGER ready_versions_take_no_samples AFTER INSERT ON public.training_sample REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION public.training_refuse_late_samples();
CREATE TRIGGER refund_has_a_history AFTER INSERT OR DELETE OR UPDATE ON public.spirits_refund FOR EACH ROW EXECUTE FUNCTION public.ops_record_change('{}');
CREATE TRIGGER row_changes_are_append_only BEFORE DELETE OR UPDATE ON public.ops_rowchange FOR EACH ROW EXECUTE FUNCTION public.ops_append_only();
CREATE TRIGGER samples_never_change BEFORE UPDATE ON public.training_sample FOR EACH ROW EXECUTE FUNCTION public.training_refuse_change();
CREATE TRIGGER spirit_has_a_history AFTER INSERT OR DELETE OR UPDATE ON public.spirits_spirit FOR EACH ROW EXECUTE FUNCTION public.ops_record_change('{}');
CREATE TRIGGER spirit_prices_are_recorded AFTER INSERT OR UPDATE OF price_cents, price_points ON public.spirits_spirit FOR EACH ROW EXECUTE FUNCTION public.spirits_follow_price('spirit_id');
CREATE TRIGGER spirittool_has_a_history AFTER INSERT OR DELETE OR UPDATE ON public.spirits_spirittool FOR EACH ROW EXECUTE FUNCTION public.ops_record_change('{}');
CREATE TRIGGER subscription_has_a_history AFTER INSERT OR DELETE OR UPDATE ON public.spirits_subscription FOR EACH ROW EXECUTE FUNCTION public.ops_record_change('{}');
CREATE TRIGGER subscriptionperiod_has_a_history AFTER INSERT OR DELETE OR UPDATE ON public.spirits_subscriptionperiod FOR EACH ROW EXECUTE FUNCTION public.ops_record_change('{}');
CREATE TRIGGER system_events_are_append_only BEFORE DELETE OR UPDATE ON public.ops_systemevent FOR EACH ROW EXECUTE FUNCTION public.ops_append_only();
CREATE TRIGGER tool_has_a_history AFTER INSERT OR DELETE OR UPDATE ON public.spirits_tool FOR EACH ROW EXECUTE FUNCTION public.ops_record_change('{}');
CREATE TRIGGER trail_entries_are_never_truncated BEFORE TRUNCATE ON public.spirits_trailentry FOR EACH STATEMENT EXECUTE FUNCTION public.spirits_guard_trail();
ALTER TABLE public.spirits_trailentry ENABLE ALWAYS TRIGGER trail_entries_are_never_truncated;
CREATE TRIGGER trail_entries_stay BEFORE DELETE OR UPDATE ON public.spirits_trailentry FOR EACH ROW EXECUTE FUNCTION public.spirits_guard_trail();
ALTER TABLE public.spirits_trailentry ENABLE ALWAYS TRIGGER trail_entries_stay;
ALTER TABLE public.chat_memoryentry
    ADD CONSTRAINT a_memory_entry_belongs_to_its_owner FOREIGN KEY (owner_id, memory_id) REFERENCES public.chat_memory(owner_id, id) ON DELETE CASCADE;
ALTER TABLE public.chat_memoryvector
    ADD CONSTRAINT a_memory_vector_belongs_to_its_entry FOREIGN KEY (owner_id, memory_id, number) REFERENCES public.chat_memoryentry(owner_id, memory_id, number) ON DELETE CASCADE;
ALTER TABLE public.chat_memoryvector
    ADD CONSTRAINT a_vector_has_its_embedders_length FOREIGN KEY (embedder, dimensions) REFERENCES public.chat_memoryembedder(name, dimensions);
ALTER TABLE ONLY public.account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES public.account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_apikey
    ADD CONSTRAINT accounts_apikey_user_id_bd902026_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_dataarchive
    ADD CONSTRAINT accounts_dataarchive_user_id_a4bbbc1d_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_devicesession
    ADD CONSTRAINT accounts_devicesession_user_id_58ed1ceb_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_invitation
    ADD CONSTRAINT accounts_invitation_invited_by_id_94a21efc_fk_accounts_user_id FOREIGN KEY (invited_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_invitation
    ADD CONSTRAINT accounts_invitation_used_by_id_f0558292_fk_accounts_user_id FOREIGN KEY (used_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_leaving
    ADD CONSTRAINT accounts_leaving_user_id_57604c15_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_notificationdelivery
    ADD CONSTRAINT accounts_notificatio_notification_id_512db3ee_fk_accounts_ FOREIGN KEY (notification_id) REFERENCES public.accounts_notification(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_notificationsettings
    ADD CONSTRAINT accounts_notificatio_user_id_4581e4b1_fk_accounts_ FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_notification
    ADD CONSTRAINT accounts_notification_user_id_30e6cfc5_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_pushsubscription
    ADD CONSTRAINT accounts_pushsubscription_user_id_b0699f35_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_share
    ADD CONSTRAINT accounts_share_group_id_03e9aa27_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_share
    ADD CONSTRAINT accounts_share_person_id_542fccb3_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_share
    ADD CONSTRAINT accounts_share_shared_by_id_b8880874_fk_accounts_user_id FOREIGN KEY (shared_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_group_id_bd11a704_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_user_id_52b62117_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_p_permission_id_113bb443_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_p_user_id_e4f0a161_fk_accounts_ FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_ledger_entry
    ADD CONSTRAINT an_entry_is_in_the_unit_of_its_account FOREIGN KEY (account_id, unit) REFERENCES public.spirits_account(id, unit);
ALTER TABLE ONLY public.api_idempotent_request
    ADD CONSTRAINT api_idempotent_request_user_id_56225655_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_attachment
    ADD CONSTRAINT chat_attachment_knowledge_base_id_4850629c_fk_training_ FOREIGN KEY (knowledge_base_id) REFERENCES public.training_knowledgebase(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_attachment
    ADD CONSTRAINT chat_attachment_message_id_bca6b8de_fk_chat_message_id FOREIGN KEY (message_id) REFERENCES public.chat_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_attachment
    ADD CONSTRAINT chat_attachment_upload_id_c2f4928d_fk_chat_upload_id FOREIGN KEY (upload_id) REFERENCES public.chat_upload(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_comparison
    ADD CONSTRAINT chat_comparison_owner_id_bec7682b_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_comparisonanswer
    ADD CONSTRAINT chat_comparisonanswe_comparison_id_71a6231d_fk_chat_comp FOREIGN KEY (comparison_id) REFERENCES public.chat_comparison(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_comparisonanswer
    ADD CONSTRAINT chat_comparisonanswe_language_model_id_8ed5dfd3_fk_training_ FOREIGN KEY (language_model_id) REFERENCES public.training_languagemodel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_comparisonanswer
    ADD CONSTRAINT chat_comparisonanswer_run_id_8d0fdb87_fk_chat_run_id FOREIGN KEY (run_id) REFERENCES public.chat_run(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_contextsnapshot
    ADD CONSTRAINT chat_contextsnapshot_conversation_id_26943273_fk_chat_conv FOREIGN KEY (conversation_id) REFERENCES public.chat_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_contextsnapshot
    ADD CONSTRAINT chat_contextsnapshot_run_id_1cccc358_fk_chat_run_id FOREIGN KEY (run_id) REFERENCES public.chat_run(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_conversation
    ADD CONSTRAINT chat_conversation_folder_id_92816371_fk_chat_folder_id FOREIGN KEY (folder_id) REFERENCES public.chat_folder(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_conversation
    ADD CONSTRAINT chat_conversation_language_model_id_25e6d9fc_fk_training_ FOREIGN KEY (language_model_id) REFERENCES public.training_languagemodel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_conversation
    ADD CONSTRAINT chat_conversation_leaf_id_c8407b41_fk_chat_message_id FOREIGN KEY (leaf_id) REFERENCES public.chat_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_conversation
    ADD CONSTRAINT chat_conversation_minion_id_59cc83f3_fk_spirits_minion_id FOREIGN KEY (minion_id) REFERENCES public.spirits_minion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_conversation
    ADD CONSTRAINT chat_conversation_owner_id_0460d4a2_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_conversationsummary
    ADD CONSTRAINT chat_conversationsum_conversation_id_aea548c4_fk_chat_conv FOREIGN KEY (conversation_id) REFERENCES public.chat_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_conversationsummary
    ADD CONSTRAINT chat_conversationsummary_through_id_e564b475_fk_chat_message_id FOREIGN KEY (through_id) REFERENCES public.chat_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_feedback
    ADD CONSTRAINT chat_feedback_message_id_6842d513_fk_chat_message_id FOREIGN KEY (message_id) REFERENCES public.chat_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_folder
    ADD CONSTRAINT chat_folder_owner_id_d4ec739a_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_memory
    ADD CONSTRAINT chat_memory_conversation_id_0e872428_fk_chat_conversation_id FOREIGN KEY (conversation_id) REFERENCES public.chat_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_memory
    ADD CONSTRAINT chat_memory_minion_id_de15696c_fk_spirits_minion_id FOREIGN KEY (minion_id) REFERENCES public.spirits_minion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_memory
    ADD CONSTRAINT chat_memory_owner_id_9400c316_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_memory
    ADD CONSTRAINT chat_memory_source_message_id_f1baa289_fk_chat_message_id FOREIGN KEY (source_message_id) REFERENCES public.chat_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_memory
    ADD CONSTRAINT chat_memory_superseded_by_id_e46aa1c9_fk_chat_memory_id FOREIGN KEY (superseded_by_id) REFERENCES public.chat_memory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_memory
    ADD CONSTRAINT chat_memory_verbatim_of_id_573c9a31_fk_chat_message_id FOREIGN KEY (verbatim_of_id) REFERENCES public.chat_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_memoryswitch
    ADD CONSTRAINT chat_memoryswitch_conversation_id_2ae2c20e_fk_chat_conv FOREIGN KEY (conversation_id) REFERENCES public.chat_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_memoryswitch
    ADD CONSTRAINT chat_memoryswitch_owner_id_6bfc6831_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_memoryuse
    ADD CONSTRAINT chat_memoryuse_memory_id_11fc9285_fk_chat_memory_id FOREIGN KEY (memory_id) REFERENCES public.chat_memory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_memoryuse
    ADD CONSTRAINT chat_memoryuse_run_id_f5213336_fk_chat_run_id FOREIGN KEY (run_id) REFERENCES public.chat_run(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_memoryversion
    ADD CONSTRAINT chat_memoryversion_actor_id_bd901a4d_fk_accounts_user_id FOREIGN KEY (actor_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_memoryversion
    ADD CONSTRAINT chat_memoryversion_memory_id_fbf8bd4f_fk_chat_memory_id FOREIGN KEY (memory_id) REFERENCES public.chat_memory(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_message
    ADD CONSTRAINT chat_message_conversation_id_a1207bf4_fk_chat_conversation_id FOREIGN KEY (conversation_id) REFERENCES public.chat_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_message
    ADD CONSTRAINT chat_message_parent_id_d93c704f_fk_chat_message_id FOREIGN KEY (parent_id) REFERENCES public.chat_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_minionfallback
    ADD CONSTRAINT chat_minionfallback_language_model_id_56d8f77f_fk_training_ FOREIGN KEY (language_model_id) REFERENCES public.training_languagemodel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_minionfallback
    ADD CONSTRAINT chat_minionfallback_minion_id_fbbd3a45_fk_spirits_minion_id FOREIGN KEY (minion_id) REFERENCES public.spirits_minion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_run
    ADD CONSTRAINT chat_run_answer_id_e90a1687_fk_chat_message_id FOREIGN KEY (answer_id) REFERENCES public.chat_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_run
    ADD CONSTRAINT chat_run_api_key_id_addebb72_fk_accounts_apikey_id FOREIGN KEY (api_key_id) REFERENCES public.accounts_apikey(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_run
    ADD CONSTRAINT chat_run_continues_id_a2a8f06a_fk_chat_message_id FOREIGN KEY (continues_id) REFERENCES public.chat_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_run
    ADD CONSTRAINT chat_run_conversation_id_5adc132d_fk_chat_conversation_id FOREIGN KEY (conversation_id) REFERENCES public.chat_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_run
    ADD CONSTRAINT chat_run_language_model_id_5c35e6f8_fk_training_ FOREIGN KEY (language_model_id) REFERENCES public.training_languagemodel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_run
    ADD CONSTRAINT chat_run_minion_id_acbabc3f_fk_spirits_minion_id FOREIGN KEY (minion_id) REFERENCES public.spirits_minion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_run
    ADD CONSTRAINT chat_run_owner_id_d5ecbd74_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_run
    ADD CONSTRAINT chat_run_question_id_bfb987e0_fk_chat_message_id FOREIGN KEY (question_id) REFERENCES public.chat_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_runevent
    ADD CONSTRAINT chat_runevent_run_id_9d6116b3_fk_chat_run_id FOREIGN KEY (run_id) REFERENCES public.chat_run(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_sharelink
    ADD CONSTRAINT chat_sharelink_conversation_id_5385d03c_fk_chat_conversation_id FOREIGN KEY (conversation_id) REFERENCES public.chat_conversation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_sharelink
    ADD CONSTRAINT chat_sharelink_leaf_id_0eed5628_fk_chat_message_id FOREIGN KEY (leaf_id) REFERENCES public.chat_message(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_storedresponse
    ADD CONSTRAINT chat_storedresponse_owner_id_30001fdf_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_storedresponse
    ADD CONSTRAINT chat_storedresponse_previous_id_26a3aca7_fk_chat_stor FOREIGN KEY (previous_id) REFERENCES public.chat_storedresponse(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_upload
    ADD CONSTRAINT chat_upload_owner_id_320a9f79_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_uploadpassage
    ADD CONSTRAINT chat_uploadpassage_upload_id_6fcfadea_fk_chat_upload_id FOREIGN KEY (upload_id) REFERENCES public.chat_upload(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_usagerecord
    ADD CONSTRAINT chat_usagerecord_api_key_id_617dfcac_fk_accounts_apikey_id FOREIGN KEY (api_key_id) REFERENCES public.accounts_apikey(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_usagerecord
    ADD CONSTRAINT chat_usagerecord_language_model_id_4256f3af_fk_training_ FOREIGN KEY (language_model_id) REFERENCES public.training_languagemodel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_usagerecord
    ADD CONSTRAINT chat_usagerecord_minion_id_6c239e58_fk_spirits_minion_id FOREIGN KEY (minion_id) REFERENCES public.spirits_minion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_usagerecord
    ADD CONSTRAINT chat_usagerecord_owner_id_6d4b3423_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.chat_usagerecord
    ADD CONSTRAINT chat_usagerecord_run_id_bd927218_fk_chat_run_id FOREIGN KEY (run_id) REFERENCES public.chat_run(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_content_type_id_c4bce8eb_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_user_id_c564eba6_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.ops_runtimesettingchange
    ADD CONSTRAINT ops_runtimesettingch_changed_by_id_8ef675a4_fk_accounts_ FOREIGN KEY (changed_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_chunk
    ADD CONSTRAINT passages_belong_to_a_document FOREIGN KEY (document_id) REFERENCES public.training_document(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.training_posting
    ADD CONSTRAINT postings_belong_to_a_document FOREIGN KEY (document_id) REFERENCES public.training_document(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.queue_attempt
    ADD CONSTRAINT queue_attempt_job_id_16e458ae_fk_queue_job_id FOREIGN KEY (job_id) REFERENCES public.queue_job(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.queue_batch
    ADD CONSTRAINT queue_batch_owner_id_2ce43fcf_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.queue_job
    ADD CONSTRAINT queue_job_after_id_52085ceb_fk_queue_job_id FOREIGN KEY (after_id) REFERENCES public.queue_job(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.queue_job
    ADD CONSTRAINT queue_job_batch_id_a4f965e9_fk_queue_batch_id FOREIGN KEY (batch_id) REFERENCES public.queue_batch(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.queue_job
    ADD CONSTRAINT queue_job_owner_id_e96a3ea6_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.queue_job
    ADD CONSTRAINT queue_job_parent_id_77e23ad0_fk_queue_job_id FOREIGN KEY (parent_id) REFERENCES public.queue_job(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.queue_jobevent
    ADD CONSTRAINT queue_jobevent_job_id_841572be_fk_queue_job_id FOREIGN KEY (job_id) REFERENCES public.queue_job(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.queue_kindpause
    ADD CONSTRAINT queue_kindpause_paused_by_id_a605ed1b_fk_accounts_user_id FOREIGN KEY (paused_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.queue_schedule
    ADD CONSTRAINT queue_schedule_owner_id_b4db4a54_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_evaluationresult
    ADD CONSTRAINT results_belong_to_a_target FOREIGN KEY (target_id) REFERENCES public.training_evaluationtarget(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.training_sample
    ADD CONSTRAINT samples_belong_to_a_version FOREIGN KEY (version_id) REFERENCES public.training_datasetversion(id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_social_account_id_951f210e_fk_socialacc FOREIGN KEY (account_id) REFERENCES public.socialaccount_socialaccount(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_social_app_id_636a42d7_fk_socialacc FOREIGN KEY (app_id) REFERENCES public.socialaccount_socialapp(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.socialaccount_socialaccount
    ADD CONSTRAINT socialaccount_social_user_id_8146e70c_fk_accounts_ FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_account
    ADD CONSTRAINT spirits_account_owner_id_684c807b_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_approval
    ADD CONSTRAINT spirits_approval_call_id_2fd58678_fk_spirits_toolcall_id FOREIGN KEY (call_id) REFERENCES public.spirits_toolcall(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_approval
    ADD CONSTRAINT spirits_approval_owner_id_c90e4e5e_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_artifact
    ADD CONSTRAINT spirits_artifact_call_id_20200576_fk_spirits_toolcall_id FOREIGN KEY (call_id) REFERENCES public.spirits_toolcall(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_artifact
    ADD CONSTRAINT spirits_artifact_owner_id_20928b48_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_budget
    ADD CONSTRAINT spirits_budget_group_id_800105e5_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_budget
    ADD CONSTRAINT spirits_budget_minion_id_47a8bbd7_fk_spirits_minion_id FOREIGN KEY (minion_id) REFERENCES public.spirits_minion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_budget
    ADD CONSTRAINT spirits_budget_user_id_6266e97d_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_budgetuse
    ADD CONSTRAINT spirits_budgetuse_budget_id_cfda43e4_fk_spirits_budget_id FOREIGN KEY (budget_id) REFERENCES public.spirits_budget(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_bundlespirit
    ADD CONSTRAINT spirits_bundlespirit_bundle_id_2e9738f9_fk_spirits_bundle_id FOREIGN KEY (bundle_id) REFERENCES public.spirits_bundle(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_bundlespirit
    ADD CONSTRAINT spirits_bundlespirit_spirit_id_6993d8cf_fk_spirits_spirit_id FOREIGN KEY (spirit_id) REFERENCES public.spirits_spirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_calendar
    ADD CONSTRAINT spirits_calendar_owner_id_1d1d8141_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_calendarevent
    ADD CONSTRAINT spirits_calendareven_calendar_id_fb178801_fk_spirits_c FOREIGN KEY (calendar_id) REFERENCES public.spirits_calendar(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_card
    ADD CONSTRAINT spirits_card_holder_id_4ff8cd63_fk_spirits_cardholder_id FOREIGN KEY (holder_id) REFERENCES public.spirits_cardholder(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_cardholder
    ADD CONSTRAINT spirits_cardholder_owner_id_158d817c_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_dose
    ADD CONSTRAINT spirits_dose_medication_id_d97755b5_fk_spirits_medication_id FOREIGN KEY (medication_id) REFERENCES public.spirits_medication(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_encryptionkey
    ADD CONSTRAINT spirits_encryptionkey_owner_id_4b082b67_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_grant
    ADD CONSTRAINT spirits_grant_owner_id_5098e7bd_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_grant
    ADD CONSTRAINT spirits_grant_spirit_id_dbbd61c2_fk_spirits_spirit_id FOREIGN KEY (spirit_id) REFERENCES public.spirits_spirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_learningattempt
    ADD CONSTRAINT spirits_learningatte_item_id_efadc647_fk_spirits_l FOREIGN KEY (item_id) REFERENCES public.spirits_learningitem(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_learningitem
    ADD CONSTRAINT spirits_learningitem_owner_id_344537fa_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_ledger_entry
    ADD CONSTRAINT spirits_ledger_entry_account_id_c139cf2e_fk_spirits_account_id FOREIGN KEY (account_id) REFERENCES public.spirits_account(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_ledger_entry
    ADD CONSTRAINT spirits_ledger_entry_transaction_id_23a731e4_fk_spirits_l FOREIGN KEY (transaction_id) REFERENCES public.spirits_ledger_transaction(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_ledger_transaction
    ADD CONSTRAINT spirits_ledger_trans_reverses_id_a96413b0_fk_spirits_l FOREIGN KEY (reverses_id) REFERENCES public.spirits_ledger_transaction(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_measure
    ADD CONSTRAINT spirits_measure_owner_id_9ac3f1ff_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_medication
    ADD CONSTRAINT spirits_medication_owner_id_0bf54013_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_messagetemplate
    ADD CONSTRAINT spirits_messagetemplate_owner_id_4b52356f_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_minion_knowledge_bases
    ADD CONSTRAINT spirits_minion_knowl_knowledgebase_id_e6c0246d_fk_training_ FOREIGN KEY (knowledgebase_id) REFERENCES public.training_knowledgebase(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_minion_knowledge_bases
    ADD CONSTRAINT spirits_minion_knowl_minion_id_bf7548f9_fk_spirits_m FOREIGN KEY (minion_id) REFERENCES public.spirits_minion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_minion
    ADD CONSTRAINT spirits_minion_language_model_id_58c80c42_fk_training_ FOREIGN KEY (language_model_id) REFERENCES public.training_languagemodel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_minion
    ADD CONSTRAINT spirits_minion_owner_id_faed5a57_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_minion
    ADD CONSTRAINT spirits_minion_template_id_c14ef100_fk_spirits_m FOREIGN KEY (template_id) REFERENCES public.spirits_miniontemplate(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_minion_tool_servers
    ADD CONSTRAINT spirits_minion_tool__minion_id_6cb36469_fk_spirits_m FOREIGN KEY (minion_id) REFERENCES public.spirits_minion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_minion_tool_servers
    ADD CONSTRAINT spirits_minion_tool__toolserver_id_edae1ad0_fk_spirits_t FOREIGN KEY (toolserver_id) REFERENCES public.spirits_toolserver(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_minionspirit
    ADD CONSTRAINT spirits_minionspirit_minion_id_f16bf37f_fk_spirits_minion_id FOREIGN KEY (minion_id) REFERENCES public.spirits_minion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_minionspirit
    ADD CONSTRAINT spirits_minionspirit_spirit_id_0c243187_fk_spirits_spirit_id FOREIGN KEY (spirit_id) REFERENCES public.spirits_spirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_miniontemplatespirit
    ADD CONSTRAINT spirits_miniontempla_spirit_id_276a2c67_fk_spirits_s FOREIGN KEY (spirit_id) REFERENCES public.spirits_spirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_miniontemplatespirit
    ADD CONSTRAINT spirits_miniontempla_template_id_5a4de14b_fk_spirits_m FOREIGN KEY (template_id) REFERENCES public.spirits_miniontemplate(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_minionversion
    ADD CONSTRAINT spirits_minionversion_minion_id_1ce1057f_fk_spirits_minion_id FOREIGN KEY (minion_id) REFERENCES public.spirits_minion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_minionversion
    ADD CONSTRAINT spirits_minionversion_saved_by_id_ad4447bd_fk_accounts_user_id FOREIGN KEY (saved_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_monitor
    ADD CONSTRAINT spirits_monitor_owner_id_3f1de5ff_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_monitorcheck
    ADD CONSTRAINT spirits_monitorcheck_monitor_id_9ab67639_fk_spirits_monitor_id FOREIGN KEY (monitor_id) REFERENCES public.spirits_monitor(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_outboundmessage
    ADD CONSTRAINT spirits_outboundmess_account_id_c166a17d_fk_spirits_s FOREIGN KEY (account_id) REFERENCES public.spirits_socialaccount(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_outboundmessage
    ADD CONSTRAINT spirits_outboundmessage_owner_id_833d6996_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_owntool
    ADD CONSTRAINT spirits_owntool_entry_id_4d7e70e7_fk_spirits_tool_id FOREIGN KEY (entry_id) REFERENCES public.spirits_tool(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_owntoolversion
    ADD CONSTRAINT spirits_owntoolversi_language_model_id_f753cf1d_fk_training_ FOREIGN KEY (language_model_id) REFERENCES public.training_languagemodel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_owntoolversion
    ADD CONSTRAINT spirits_owntoolversi_own_tool_id_1dfe48ec_fk_spirits_o FOREIGN KEY (own_tool_id) REFERENCES public.spirits_owntool(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_owntoolversion
    ADD CONSTRAINT spirits_owntoolversion_saved_by_id_dafa3ee7_fk_accounts_user_id FOREIGN KEY (saved_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_pairing
    ADD CONSTRAINT spirits_pairing_first_id_4f67ebd0_fk_spirits_spirit_id FOREIGN KEY (first_id) REFERENCES public.spirits_spirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_pairing
    ADD CONSTRAINT spirits_pairing_second_id_adce54bb_fk_spirits_spirit_id FOREIGN KEY (second_id) REFERENCES public.spirits_spirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_payment
    ADD CONSTRAINT spirits_payment_card_id_37fa68d6_fk_spirits_card_id FOREIGN KEY (card_id) REFERENCES public.spirits_card(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_payment
    ADD CONSTRAINT spirits_payment_owner_id_4ff884ef_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_payment
    ADD CONSTRAINT spirits_payment_purchase_id_15d6d9dd_fk_spirits_purchase_id FOREIGN KEY (purchase_id) REFERENCES public.spirits_purchase(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_planlanguagemodel
    ADD CONSTRAINT spirits_planlanguage_language_model_id_669961c0_fk_training_ FOREIGN KEY (language_model_id) REFERENCES public.training_languagemodel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_planlanguagemodel
    ADD CONSTRAINT spirits_planlanguagemodel_plan_id_21c5fc7d_fk_spirits_plan_id FOREIGN KEY (plan_id) REFERENCES public.spirits_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_planspirit
    ADD CONSTRAINT spirits_planspirit_plan_id_01b5f5d6_fk_spirits_plan_id FOREIGN KEY (plan_id) REFERENCES public.spirits_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_planspirit
    ADD CONSTRAINT spirits_planspirit_spirit_id_657d6898_fk_spirits_spirit_id FOREIGN KEY (spirit_id) REFERENCES public.spirits_spirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_planversion_spirits
    ADD CONSTRAINT spirits_planversion__planversion_id_26d82dcf_fk_spirits_p FOREIGN KEY (planversion_id) REFERENCES public.spirits_planversion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_planversion_spirits
    ADD CONSTRAINT spirits_planversion__spirit_id_02dc9db2_fk_spirits_s FOREIGN KEY (spirit_id) REFERENCES public.spirits_spirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_planversion
    ADD CONSTRAINT spirits_planversion_plan_id_5ebf0f21_fk_spirits_plan_id FOREIGN KEY (plan_id) REFERENCES public.spirits_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_price
    ADD CONSTRAINT spirits_price_item_id_e873bcce_fk_spirits_priceditem_id FOREIGN KEY (item_id) REFERENCES public.spirits_priceditem(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_priceditem
    ADD CONSTRAINT spirits_priceditem_bundle_id_c716ac4e_fk_spirits_bundle_id FOREIGN KEY (bundle_id) REFERENCES public.spirits_bundle(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_priceditem
    ADD CONSTRAINT spirits_priceditem_plan_id_41ff0c05_fk_spirits_plan_id FOREIGN KEY (plan_id) REFERENCES public.spirits_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_priceditem
    ADD CONSTRAINT spirits_priceditem_spirit_id_ee31590d_fk_spirits_spirit_id FOREIGN KEY (spirit_id) REFERENCES public.spirits_spirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_progress
    ADD CONSTRAINT spirits_progress_owner_id_f46e6ed0_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_purchase
    ADD CONSTRAINT spirits_purchase_bundle_id_55696022_fk_spirits_bundle_id FOREIGN KEY (bundle_id) REFERENCES public.spirits_bundle(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_purchase
    ADD CONSTRAINT spirits_purchase_buyer_id_8ee08e9f_fk_accounts_user_id FOREIGN KEY (buyer_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_purchase
    ADD CONSTRAINT spirits_purchase_coupon_id_5d412a41_fk_spirits_coupon_id FOREIGN KEY (coupon_id) REFERENCES public.spirits_coupon(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_purchase
    ADD CONSTRAINT spirits_purchase_plan_version_id_5f9c99e7_fk_spirits_p FOREIGN KEY (plan_version_id) REFERENCES public.spirits_planversion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_purchase
    ADD CONSTRAINT spirits_purchase_recipient_id_9d0f574c_fk_accounts_user_id FOREIGN KEY (recipient_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_purchase
    ADD CONSTRAINT spirits_purchase_spirit_id_b1b6d9b2_fk_spirits_spirit_id FOREIGN KEY (spirit_id) REFERENCES public.spirits_spirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_purchase
    ADD CONSTRAINT spirits_purchase_subscription_id_45eea679_fk_spirits_s FOREIGN KEY (subscription_id) REFERENCES public.spirits_subscription(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_purchase
    ADD CONSTRAINT spirits_purchase_transaction_id_63923b7b_fk_spirits_l FOREIGN KEY (transaction_id) REFERENCES public.spirits_ledger_transaction(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_purchaseline
    ADD CONSTRAINT spirits_purchaseline_purchase_id_39d12449_fk_spirits_p FOREIGN KEY (purchase_id) REFERENCES public.spirits_purchase(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_purchaseline
    ADD CONSTRAINT spirits_purchaseline_refund_id_71c95d02_fk_spirits_refund_id FOREIGN KEY (refund_id) REFERENCES public.spirits_refund(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_purchaseline
    ADD CONSTRAINT spirits_purchaseline_spirit_id_66f32afd_fk_spirits_spirit_id FOREIGN KEY (spirit_id) REFERENCES public.spirits_spirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_refund
    ADD CONSTRAINT spirits_refund_hold_id_76a95852_fk_spirits_l FOREIGN KEY (hold_id) REFERENCES public.spirits_ledger_transaction(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_refund
    ADD CONSTRAINT spirits_refund_purchase_id_e3fc6153_fk_spirits_purchase_id FOREIGN KEY (purchase_id) REFERENCES public.spirits_purchase(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_refund
    ADD CONSTRAINT spirits_refund_transaction_id_64815140_fk_spirits_l FOREIGN KEY (transaction_id) REFERENCES public.spirits_ledger_transaction(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_release
    ADD CONSTRAINT spirits_release_call_id_fdbea65c_fk_spirits_toolcall_id FOREIGN KEY (call_id) REFERENCES public.spirits_toolcall(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_release
    ADD CONSTRAINT spirits_release_owner_id_2b26ba00_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_reminder
    ADD CONSTRAINT spirits_reminder_owner_id_6e134dfe_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_reservation_uses
    ADD CONSTRAINT spirits_reservation__budgetuse_id_2f520fb5_fk_spirits_b FOREIGN KEY (budgetuse_id) REFERENCES public.spirits_budgetuse(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_reservation_uses
    ADD CONSTRAINT spirits_reservation__reservation_id_7696ac33_fk_spirits_r FOREIGN KEY (reservation_id) REFERENCES public.spirits_reservation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_reservation
    ADD CONSTRAINT spirits_reservation_closed_id_7a8c297a_fk_spirits_l FOREIGN KEY (closed_id) REFERENCES public.spirits_ledger_transaction(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_reservation
    ADD CONSTRAINT spirits_reservation_held_id_635a09cd_fk_spirits_l FOREIGN KEY (held_id) REFERENCES public.spirits_ledger_transaction(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_reservation
    ADD CONSTRAINT spirits_reservation_minion_id_cc15b471_fk_spirits_minion_id FOREIGN KEY (minion_id) REFERENCES public.spirits_minion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_reservation
    ADD CONSTRAINT spirits_reservation_owner_id_a79cee68_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_scheduledtask
    ADD CONSTRAINT spirits_scheduledtask_minion_id_ea491ef6_fk_spirits_minion_id FOREIGN KEY (minion_id) REFERENCES public.spirits_minion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_scheduledtask
    ADD CONSTRAINT spirits_scheduledtask_owner_id_bddb9d7f_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_servertool
    ADD CONSTRAINT spirits_servertool_server_id_4de4419d_fk_spirits_toolserver_id FOREIGN KEY (server_id) REFERENCES public.spirits_toolserver(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_socialaccount
    ADD CONSTRAINT spirits_socialaccount_owner_id_3b322a00_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_spirit
    ADD CONSTRAINT spirits_spirit_category_id_4d377680_fk_spirits_category_id FOREIGN KEY (category_id) REFERENCES public.spirits_category(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_spirittool
    ADD CONSTRAINT spirits_spirittool_spirit_id_f3551ab1_fk_spirits_spirit_id FOREIGN KEY (spirit_id) REFERENCES public.spirits_spirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_spirittool
    ADD CONSTRAINT spirits_spirittool_tool_id_a909b54d_fk_spirits_tool_id FOREIGN KEY (tool_id) REFERENCES public.spirits_tool(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_staffrequest
    ADD CONSTRAINT spirits_staffrequest_asker_id_1aabb431_fk_accounts_user_id FOREIGN KEY (asker_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_staffrequest
    ADD CONSTRAINT spirits_staffrequest_decider_id_1899d66d_fk_accounts_user_id FOREIGN KEY (decider_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_staffrequest
    ADD CONSTRAINT spirits_staffrequest_subject_id_9a14b36c_fk_accounts_user_id FOREIGN KEY (subject_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_subscription
    ADD CONSTRAINT spirits_subscription_card_id_e1f98805_fk_spirits_card_id FOREIGN KEY (card_id) REFERENCES public.spirits_card(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_subscription
    ADD CONSTRAINT spirits_subscription_next_version_id_302e210e_fk_spirits_p FOREIGN KEY (next_version_id) REFERENCES public.spirits_planversion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_subscription
    ADD CONSTRAINT spirits_subscription_owner_id_520a5b42_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_subscriptionperiod
    ADD CONSTRAINT spirits_subscription_subscription_id_2805fcea_fk_spirits_s FOREIGN KEY (subscription_id) REFERENCES public.spirits_subscription(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_subscriptionperiod
    ADD CONSTRAINT spirits_subscription_transaction_id_296a8640_fk_spirits_l FOREIGN KEY (transaction_id) REFERENCES public.spirits_ledger_transaction(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_subscription
    ADD CONSTRAINT spirits_subscription_version_id_11d3ee35_fk_spirits_p FOREIGN KEY (version_id) REFERENCES public.spirits_planversion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_subscriptionperiod
    ADD CONSTRAINT spirits_subscription_version_id_c0c2245c_fk_spirits_p FOREIGN KEY (version_id) REFERENCES public.spirits_planversion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_toolcall
    ADD CONSTRAINT spirits_toolcall_minion_id_f0efabb6_fk_spirits_minion_id FOREIGN KEY (minion_id) REFERENCES public.spirits_minion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_toolcall
    ADD CONSTRAINT spirits_toolcall_owner_id_0ef2bb16_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_toolcall
    ADD CONSTRAINT spirits_toolcall_spirit_id_75eded1d_fk_spirits_spirit_id FOREIGN KEY (spirit_id) REFERENCES public.spirits_spirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_toolmastery
    ADD CONSTRAINT spirits_toolmastery_minion_spirit_id_268b2188_fk_spirits_m FOREIGN KEY (minion_spirit_id) REFERENCES public.spirits_minionspirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_toolmastery
    ADD CONSTRAINT spirits_toolmastery_tool_id_2ea49d2b_fk_spirits_tool_id FOREIGN KEY (tool_id) REFERENCES public.spirits_tool(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_toolserver
    ADD CONSTRAINT spirits_toolserver_owner_id_99a2e463_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_trailentry
    ADD CONSTRAINT spirits_trailentry_owner_id_0f406ca0_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_wellnessgoal
    ADD CONSTRAINT spirits_wellnessgoal_owner_id_ef948272_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_workspacefile
    ADD CONSTRAINT spirits_workspacefile_owner_id_956eb447_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_workspaceversion
    ADD CONSTRAINT spirits_workspacever_file_id_e50d5bd2_fk_spirits_w FOREIGN KEY (file_id) REFERENCES public.spirits_workspacefile(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_xpevent
    ADD CONSTRAINT spirits_xpevent_minion_spirit_id_91f9f544_fk_spirits_m FOREIGN KEY (minion_spirit_id) REFERENCES public.spirits_minionspirit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_xpevent
    ADD CONSTRAINT spirits_xpevent_owner_id_1fbbd3d9_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.spirits_xpevent
    ADD CONSTRAINT spirits_xpevent_tool_id_ea6d3d5d_fk_spirits_tool_id FOREIGN KEY (tool_id) REFERENCES public.spirits_tool(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_suite
    ADD CONSTRAINT suites_forget_a_version_that_is_gone FOREIGN KEY (version_id) REFERENCES public.training_datasetversion(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.training_chunkedit
    ADD CONSTRAINT training_chunkedit_document_id_507ad2b6_fk_training_document_id FOREIGN KEY (document_id) REFERENCES public.training_document(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_dataset
    ADD CONSTRAINT training_dataset_owner_id_b59cc01d_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_datasetversion
    ADD CONSTRAINT training_datasetvers_dataset_id_af9778c7_fk_training_ FOREIGN KEY (dataset_id) REFERENCES public.training_dataset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_document
    ADD CONSTRAINT training_document_base_id_5a9cd03f_fk_training_knowledgebase_id FOREIGN KEY (base_id) REFERENCES public.training_knowledgebase(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_evaluation
    ADD CONSTRAINT training_evaluation_owner_id_59c97398_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_evaluation
    ADD CONSTRAINT training_evaluation_suite_id_c972a18f_fk_training_suite_id FOREIGN KEY (suite_id) REFERENCES public.training_suite(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_evaluationtarget
    ADD CONSTRAINT training_evaluationt_evaluation_id_2a29c3aa_fk_training_ FOREIGN KEY (evaluation_id) REFERENCES public.training_evaluation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_image
    ADD CONSTRAINT training_image_folder_id_c37ae3ae_fk_training_imagefolder_id FOREIGN KEY (folder_id) REFERENCES public.training_imagefolder(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_imageentry
    ADD CONSTRAINT training_imageentry_image_id_a52b0432_fk_training_image_id FOREIGN KEY (image_id) REFERENCES public.training_image(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_imagefolder
    ADD CONSTRAINT training_imagefolder_batch_id_2eaa7f6d_fk_queue_batch_id FOREIGN KEY (batch_id) REFERENCES public.queue_batch(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_imagefolder
    ADD CONSTRAINT training_imagefolder_owner_id_f96059a8_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_imageintent
    ADD CONSTRAINT training_imageintent_folder_id_7f0e90b7_fk_training_ FOREIGN KEY (folder_id) REFERENCES public.training_imagefolder(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_knowledgebase
    ADD CONSTRAINT training_knowledgebase_owner_id_a61e98ea_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_languagemodel_groups
    ADD CONSTRAINT training_languagemod_group_id_385e3e30_fk_auth_grou FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_languagemodel_groups
    ADD CONSTRAINT training_languagemod_languagemodel_id_d7cc391c_fk_training_ FOREIGN KEY (languagemodel_id) REFERENCES public.training_languagemodel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_languagemodel
    ADD CONSTRAINT training_languagemod_provider_id_8f74ce74_fk_training_ FOREIGN KEY (provider_id) REFERENCES public.training_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_legacyimport
    ADD CONSTRAINT training_legacyimpor_started_by_id_eddd8de1_fk_accounts_ FOREIGN KEY (started_by_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_legacyimport
    ADD CONSTRAINT training_legacyimport_owner_id_c2b272a1_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_legacyline
    ADD CONSTRAINT training_legacyline_run_id_0c6d6488_fk_training_legacyimport_id FOREIGN KEY (run_id) REFERENCES public.training_legacyimport(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_legacyrow
    ADD CONSTRAINT training_legacyrow_run_id_cab2c8e4_fk_training_legacyimport_id FOREIGN KEY (run_id) REFERENCES public.training_legacyimport(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_provider
    ADD CONSTRAINT training_provider_owner_id_0693f526_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_providerkey
    ADD CONSTRAINT training_providerkey_provider_id_daf6fab4_fk_training_ FOREIGN KEY (provider_id) REFERENCES public.training_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_providerprobe
    ADD CONSTRAINT training_providerpro_provider_id_9c591869_fk_training_ FOREIGN KEY (provider_id) REFERENCES public.training_provider(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_trainingrun
    ADD CONSTRAINT training_runs_forget_a_version_that_is_gone FOREIGN KEY (version_id) REFERENCES public.training_datasetversion(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.training_suite
    ADD CONSTRAINT training_suite_owner_id_ea90a5d3_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_trainedversion
    ADD CONSTRAINT training_trainedvers_evaluation_id_32b82205_fk_training_ FOREIGN KEY (evaluation_id) REFERENCES public.training_evaluation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_trainedversion
    ADD CONSTRAINT training_trainedvers_language_model_id_f6bdc0b8_fk_training_ FOREIGN KEY (language_model_id) REFERENCES public.training_languagemodel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_trainedversion
    ADD CONSTRAINT training_trainedvers_run_id_e5f3d450_fk_training_ FOREIGN KEY (run_id) REFERENCES public.training_trainingrun(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_trainedversion
    ADD CONSTRAINT training_trainedversion_owner_id_835ff711_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_trainingartifact
    ADD CONSTRAINT training_trainingart_run_id_d4c3546a_fk_training_ FOREIGN KEY (run_id) REFERENCES public.training_trainingrun(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_traininglog
    ADD CONSTRAINT training_traininglog_run_id_d3c14b68_fk_training_trainingrun_id FOREIGN KEY (run_id) REFERENCES public.training_trainingrun(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_trainingmetric
    ADD CONSTRAINT training_trainingmet_run_id_8233dd1c_fk_training_ FOREIGN KEY (run_id) REFERENCES public.training_trainingrun(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_trainingrun
    ADD CONSTRAINT training_trainingrun_owner_id_ca307db2_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES public.accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY public.training_chunkvector
    ADD CONSTRAINT vectors_belong_to_a_passage FOREIGN KEY (chunk_id) REFERENCES public.training_chunk(id) ON DELETE CASCADE;
INSERT INTO public.auth_group VALUES
	(1, 'Catalogue editor'),
	(2, 'Pricing manager'),
	(3, 'Support'),
	(4, 'Finance'),
	(5, 'Auditor'),
	(6, 'Operations'),
	(7, 'Owner');
INSERT INTO public.django_content_type VALUES
	(1, 'admin', 'logentry'),
	(2, 'auth', 'permission'),
	(3, 'auth', 'group'),
	(4, 'contenttypes', 'contenttype'),
	(5, 'sessions', 'session'),
	(6, 'account', 'emailaddress'),
	(7, 'account', 'emailconfirmation'),
	(8, 'mfa', 'authenticator'),
	(9, 'socialaccount', 'socialaccount'),
	(10, 'socialaccount', 'socialapp'),
	(11, 'socialaccount', 'socialtoken'),
	(12, 'api', 'idempotentrequest'),
	(13, 'ops', 'runtimesetting'),
	(14, 'ops', 'apilog'),
	(15, 'ops', 'auditentry'),
	(16, 'ops', 'limitrule'),
	(17, 'ops', 'systemevent'),
	(18, 'ops', 'runtimesettingchange'),
	(19, 'ops', 'rowchange'),
	(20, 'accounts', 'user'),
	(21, 'accounts', 'invitation'),
	(22, 'accounts', 'apikey'),
	(23, 'accounts', 'devicesession'),
	(24, 'accounts', 'notification'),
	(25, 'accounts', 'notificationdelivery'),
	(26, 'accounts', 'notificationsettings'),
	(27, 'accounts', 'pushsubscription'),
	(28, 'accounts', 'share'),
	(29, 'accounts', 'leaving'),
	(30, 'accounts', 'dataarchive'),
	(31, 'queue', 'kindmeasure'),
	(32, 'queue', 'lanelevel'),
	(33, 'queue', 'batch'),
	(34, 'queue', 'job'),
	(35, 'queue', 'attempt'),
	(36, 'queue', 'jobevent'),
	(37, 'queue', 'kindpause'),
	(38, 'queue', 'schedule'),
	(39, 'training', 'provider'),
	(40, 'training', 'languagemodel'),
	(41, 'training', 'providerprobe'),
	(42, 'training', 'imagefolder'),
	(43, 'training', 'image'),
	(44, 'training', 'imageintent'),
	(45, 'training', 'imageentry'),
	(46, 'training', 'legacyimport'),
	(47, 'training', 'legacyline'),
	(48, 'training', 'legacyrow'),
	(49, 'training', 'dataset'),
	(50, 'training', 'datasetversion'),
	(51, 'training', 'sample'),
	(52, 'training', 'providerkey'),
	(53, 'training', 'document'),
	(54, 'training', 'chunk'),
	(55, 'training', 'knowledgebase'),
	(56, 'training', 'posting'),
	(57, 'training', 'chunkvector'),
	(58, 'training', 'chunkedit'),
	(59, 'training', 'evaluation'),
	(60, 'training', 'evaluationtarget'),
	(61, 'training', 'evaluationresult'),
	(62, 'training', 'suite'),
	(63, 'training', 'trainingrun'),
	(64, 'training', 'trainingmetric'),
	(65, 'training', 'traininglog'),
	(66, 'training', 'trainingartifact'),
	(67, 'training', 'trainedversion'),
	(68, 'spirits', 'bundle'),
	(69, 'spirits', 'category'),
	(70, 'spirits', 'miniontemplate'),
	(71, 'spirits', 'plan'),
	(72, 'spirits', 'tool'),
	(73, 'spirits', 'minion'),
	(74, 'spirits', 'spirit'),
	(75, 'spirits', 'planspirit'),
	(76, 'spirits', 'pairing'),
	(77, 'spirits', 'miniontemplatespirit'),
	(78, 'spirits', 'minionspirit'),
	(79, 'spirits', 'bundlespirit'),
	(80, 'spirits', 'spirittool'),
	(81, 'spirits', 'minionversion'),
	(82, 'spirits', 'account'),
	(83, 'spirits', 'ledgertransaction'),
	(84, 'spirits', 'ledgerentry'),
	(85, 'spirits', 'budget'),
	(86, 'spirits', 'budgetuse'),
	(87, 'spirits', 'reservation'),
	(88, 'spirits', 'priceditem'),
	(89, 'spirits', 'price'),
	(90, 'spirits', 'planversion'),
	(91, 'spirits', 'progress'),
	(92, 'spirits', 'subscription'),
	(93, 'spirits', 'subscriptionperiod'),
	(94, 'spirits', 'toolmastery'),
	(95, 'spirits', 'xpevent'),
	(96, 'spirits', 'grant'),
	(97, 'spirits', 'coupon'),
	(98, 'spirits', 'purchase'),
	(99, 'spirits', 'purchaseline'),
	(100, 'spirits', 'refund'),
	(101, 'spirits', 'toolcall'),
	(102, 'spirits', 'artifact'),
	(103, 'spirits', 'approval'),
	(104, 'spirits', 'workspacefile'),
	(105, 'spirits', 'workspaceversion'),
	(106, 'spirits', 'encryptionkey'),
	(107, 'spirits', 'calendar'),
	(108, 'spirits', 'calendarevent'),
	(109, 'spirits', 'reminder'),
	(110, 'spirits', 'scheduledtask'),
	(111, 'spirits', 'socialaccount'),
	(112, 'spirits', 'outboundmessage'),
	(113, 'spirits', 'messagetemplate'),
	(114, 'spirits', 'learningitem'),
	(115, 'spirits', 'learningattempt'),
	(116, 'spirits', 'measure'),
	(117, 'spirits', 'medication'),
	(118, 'spirits', 'dose'),
	(119, 'spirits', 'wellnessgoal'),
	(120, 'spirits', 'card'),
	(121, 'spirits', 'cardholder'),
	(122, 'spirits', 'payment'),
	(123, 'spirits', 'webhookevent'),
	(124, 'spirits', 'monitor'),
	(125, 'spirits', 'monitorcheck'),
	(126, 'spirits', 'trailentry'),
	(127, 'spirits', 'planlanguagemodel'),
	(128, 'spirits', 'staffrequest'),
	(129, 'spirits', 'toolserver'),
	(130, 'spirits', 'servertool'),
	(131, 'spirits', 'owntool'),
	(132, 'spirits', 'owntoolversion'),
	(133, 'spirits', 'release'),
	(134, 'chat', 'conversation'),
	(135, 'chat', 'message'),
	(136, 'chat', 'run'),
	(137, 'chat', 'runevent'),
	(138, 'chat', 'memoryentry'),
	(139, 'chat', 'memoryvector'),
	(140, 'chat', 'memory'),
	(141, 'chat', 'memoryswitch'),
	(142, 'chat', 'memoryuse'),
	(143, 'chat', 'memoryversion'),
	(144, 'chat', 'contextsnapshot'),
	(145, 'chat', 'minionfallback'),
	(146, 'chat', 'usagerecord'),
	(147, 'chat', 'storedresponse'),
	(148, 'chat', 'comparison'),
	(149, 'chat', 'comparisonanswer'),
	(150, 'chat', 'conversationsummary'),
	(151, 'chat', 'sharelink'),
	(152, 'chat', 'feedback'),
	(153, 'chat', 'folder'),
	(154, 'chat', 'memoryembedder'),
	(155, 'chat', 'upload'),
	(156, 'chat', 'attachment'),
	(157, 'chat', 'uploadpassage');
INSERT INTO public.auth_permission VALUES
	(1, 'Can add log entry', 1, 'add_logentry'),
	(2, 'Can change log entry', 1, 'change_logentry'),
	(3, 'Can delete log entry', 1, 'delete_logentry'),
	(4, 'Can view log entry', 1, 'view_logentry'),
	(5, 'Can add permission', 2, 'add_permission'),
	(6, 'Can change permission', 2, 'change_permission'),
	(7, 'Can delete permission', 2, 'delete_permission'),
	(8, 'Can view permission', 2, 'view_permission'),
	(9, 'Can add group', 3, 'add_group'),
	(10, 'Can change group', 3, 'change_group'),
	(11, 'Can delete group', 3, 'delete_group'),
	(12, 'Can view group', 3, 'view_group'),
	(13, 'Can add content type', 4, 'add_contenttype'),
	(14, 'Can change content type', 4, 'change_contenttype'),
	(15, 'Can delete content type', 4, 'delete_contenttype'),
	(16, 'Can view content type', 4, 'view_contenttype'),
	(17, 'Can add session', 5, 'add_session'),
	(18, 'Can change session', 5, 'change_session'),
	(19, 'Can delete session', 5, 'delete_session'),
	(20, 'Can view session', 5, 'view_session'),
	(21, 'Can add email address', 6, 'add_emailaddress'),
	(22, 'Can change email address', 6, 'change_emailaddress'),
	(23, 'Can delete email address', 6, 'delete_emailaddress'),
	(24, 'Can view email address', 6, 'view_emailaddress'),
	(25, 'Can add email confirmation', 7, 'add_emailconfirmation'),
	(26, 'Can change email confirmation', 7, 'change_emailconfirmation'),
	(27, 'Can delete email confirmation', 7, 'delete_emailconfirmation'),
	(28, 'Can view email confirmation', 7, 'view_emailconfirmation'),
	(29, 'Can add authenticator', 8, 'add_authenticator'),
	(30, 'Can change authenticator', 8, 'change_authenticator'),
	(31, 'Can delete authenticator', 8, 'delete_authenticator'),
	(32, 'Can view authenticator', 8, 'view_authenticator'),
	(33, 'Can add social account', 9, 'add_socialaccount'),
	(34, 'Can change social account', 9, 'change_socialaccount'),
	(35, 'Can delete social account', 9, 'delete_socialaccount'),
	(36, 'Can view social account', 9, 'view_socialaccount'),
	(37, 'Can add social application', 10, 'add_socialapp'),
	(38, 'Can change social application', 10, 'change_socialapp'),
	(39, 'Can delete social application', 10, 'delete_socialapp'),
	(40, 'Can view social application', 10, 'view_socialapp'),
	(41, 'Can add social application token', 11, 'add_socialtoken'),
	(42, 'Can change social application token', 11, 'change_socialtoken'),
	(43, 'Can delete social application token', 11, 'delete_socialtoken'),
	(44, 'Can view social application token', 11, 'view_socialtoken'),
	(45, 'Can add idempotent request', 12, 'add_idempotentrequest'),
	(46, 'Can change idempotent request', 12, 'change_idempotentrequest'),
	(47, 'Can delete idempotent request', 12, 'delete_idempotentrequest'),
	(48, 'Can view idempotent request', 12, 'view_idempotentrequest'),
	(49, 'Can add runtime setting', 13, 'add_runtimesetting'),
	(50, 'Can change runtime setting', 13, 'change_runtimesetting'),
	(51, 'Can delete runtime setting', 13, 'delete_runtimesetting'),
	(52, 'Can view runtime setting', 13, 'view_runtimesetting'),
	(53, 'Can add API request', 14, 'add_apilog'),
	(54, 'Can change API request', 14, 'change_apilog'),
	(55, 'Can delete API request', 14, 'delete_apilog'),
	(56, 'Can view API request', 14, 'view_apilog'),
	(57, 'Can add audit entry', 15, 'add_auditentry'),
	(58, 'Can change audit entry', 15, 'change_auditentry'),
	(59, 'Can delete audit entry', 15, 'delete_auditentry'),
	(60, 'Can view audit entry', 15, 'view_auditentry'),
	(61, 'Can add limit rule', 16, 'add_limitrule'),
	(62, 'Can change limit rule', 16, 'change_limitrule'),
	(63, 'Can delete limit rule', 16, 'delete_limitrule'),
	(64, 'Can view limit rule', 16, 'view_limitrule'),
	(65, 'Can add system event', 17, 'add_systemevent'),
	(66, 'Can change system event', 17, 'change_systemevent'),
	(67, 'Can delete system event', 17, 'delete_systemevent'),
	(68, 'Can view system event', 17, 'view_systemevent'),
	(69, 'Can add runtime setting change', 18, 'add_runtimesettingchange'),
	(70, 'Can change runtime setting change', 18, 'change_runtimesettingchange'),
	(71, 'Can delete runtime setting change', 18, 'delete_runtimesettingchange'),
	(72, 'Can view runtime setting change', 18, 'view_runtimesettingchange'),
	(73, 'Can add row change', 19, 'add_rowchange'),
	(74, 'Can change row change', 19, 'change_rowchange'),
	(75, 'Can delete row change', 19, 'delete_rowchange'),
	(76, 'Can view row change', 19, 'view_rowchange'),
	(77, 'Can add user', 20, 'add_user'),
	(78, 'Can change user', 20, 'change_user'),
	(79, 'Can delete user', 20, 'delete_user'),
	(80, 'Can view user', 20, 'view_user'),
	(81, 'Can see the site as a person', 20, 'impersonate_user'),
	(82, 'Can add invitation', 21, 'add_invitation'),
	(83, 'Can change invitation', 21, 'change_invitation'),
	(84, 'Can delete invitation', 21, 'delete_invitation'),
	(85, 'Can view invitation', 21, 'view_invitation'),
	(86, 'Can add API key', 22, 'add_apikey'),
	(87, 'Can change API key', 22, 'change_apikey'),
	(88, 'Can delete API key', 22, 'delete_apikey'),
	(89, 'Can view API key', 22, 'view_apikey'),
	(90, 'Can add device session', 23, 'add_devicesession'),
	(91, 'Can change device session', 23, 'change_devicesession'),
	(92, 'Can delete device session', 23, 'delete_devicesession'),
	(93, 'Can view device session', 23, 'view_devicesession'),
	(94, 'Can add notification', 24, 'add_notification'),
	(95, 'Can change notification', 24, 'change_notification'),
	(96, 'Can delete notification', 24, 'delete_notification'),
	(97, 'Can view notification', 24, 'view_notification'),
	(98, 'Can add notification delivery', 25, 'add_notificationdelivery'),
	(99, 'Can change notification delivery', 25, 'change_notificationdelivery'),
	(100, 'Can delete notification delivery', 25, 'delete_notificationdelivery'),
	(101, 'Can view notification delivery', 25, 'view_notificationdelivery'),
	(102, 'Can add notification settings', 26, 'add_notificationsettings'),
	(103, 'Can change notification settings', 26, 'change_notificationsettings'),
	(104, 'Can delete notification settings', 26, 'delete_notificationsettings'),
	(105, 'Can view notification settings', 26, 'view_notificationsettings'),
	(106, 'Can add push subscription', 27, 'add_pushsubscription'),
	(107, 'Can change push subscription', 27, 'change_pushsubscription'),
	(108, 'Can delete push subscription', 27, 'delete_pushsubscription'),
	(109, 'Can view push subscription', 27, 'view_pushsubscription'),
	(110, 'Can add share', 28, 'add_share'),
	(111, 'Can change share', 28, 'change_share'),
	(112, 'Can delete share', 28, 'delete_share'),
	(113, 'Can view share', 28, 'view_share'),
	(114, 'Can add account to delete', 29, 'add_leaving'),
	(115, 'Can change account to delete', 29, 'change_leaving'),
	(116, 'Can delete account to delete', 29, 'delete_leaving'),
	(117, 'Can view account to delete', 29, 'view_leaving'),
	(118, 'Can add archive of one''s data', 30, 'add_dataarchive'),
	(119, 'Can change archive of one''s data', 30, 'change_dataarchive'),
	(120, 'Can delete archive of one''s data', 30, 'delete_dataarchive'),
	(121, 'Can view archive of one''s data', 30, 'view_dataarchive'),
	(122, 'Can add kind measure', 31, 'add_kindmeasure'),
	(123, 'Can change kind measure', 31, 'change_kindmeasure'),
	(124, 'Can delete kind measure', 31, 'delete_kindmeasure'),
	(125, 'Can view kind measure', 31, 'view_kindmeasure'),
	(126, 'Can add lane level', 32, 'add_lanelevel'),
	(127, 'Can change lane level', 32, 'change_lanelevel'),
	(128, 'Can delete lane level', 32, 'delete_lanelevel'),
	(129, 'Can view lane level', 32, 'view_lanelevel'),
	(130, 'Can add batch', 33, 'add_batch'),
	(131, 'Can change batch', 33, 'change_batch'),
	(132, 'Can delete batch', 33, 'delete_batch'),
	(133, 'Can view batch', 33, 'view_batch'),
	(134, 'Can add job', 34, 'add_job'),
	(135, 'Can change job', 34, 'change_job'),
	(136, 'Can delete job', 34, 'delete_job'),
	(137, 'Can view job', 34, 'view_job'),
	(138, 'Can add attempt', 35, 'add_attempt'),
	(139, 'Can change attempt', 35, 'change_attempt'),
	(140, 'Can delete attempt', 35, 'delete_attempt'),
	(141, 'Can view attempt', 35, 'view_attempt'),
	(142, 'Can add job event', 36, 'add_jobevent'),
	(143, 'Can change job event', 36, 'change_jobevent'),
	(144, 'Can delete job event', 36, 'delete_jobevent'),
	(145, 'Can view job event', 36, 'view_jobevent'),
	(146, 'Can add kind pause', 37, 'add_kindpause'),
	(147, 'Can change kind pause', 37, 'change_kindpause'),
	(148, 'Can delete kind pause', 37, 'delete_kindpause'),
	(149, 'Can view kind pause', 37, 'view_kindpause'),
	(150, 'Can add schedule', 38, 'add_schedule'),
	(151, 'Can change schedule', 38, 'change_schedule'),
	(152, 'Can delete schedule', 38, 'delete_schedule'),
	(153, 'Can view schedule', 38, 'view_schedule'),
	(154, 'Can add provider', 39, 'add_provider'),
	(155, 'Can change provider', 39, 'change_provider'),
	(156, 'Can delete provider', 39, 'delete_provider'),
	(157, 'Can view provider', 39, 'view_provider'),
	(158, 'Can add language model', 40, 'add_languagemodel'),
	(159, 'Can change language model', 40, 'change_languagemodel'),
	(160, 'Can delete language model', 40, 'delete_languagemodel'),
	(161, 'Can view language model', 40, 'view_languagemodel'),
	(162, 'Can add provider probe', 41, 'add_providerprobe'),
	(163, 'Can change provider probe', 41, 'change_providerprobe'),
	(164, 'Can delete provider probe', 41, 'delete_providerprobe'),
	(165, 'Can view provider probe', 41, 'view_providerprobe'),
	(166, 'Can add image folder', 42, 'add_imagefolder'),
	(167, 'Can change image folder', 42, 'change_imagefolder'),
	(168, 'Can delete image folder', 42, 'delete_imagefolder'),
	(169, 'Can view image folder', 42, 'view_imagefolder'),
	(170, 'Can add image', 43, 'add_image'),
	(171, 'Can change image', 43, 'change_image'),
	(172, 'Can delete image', 43, 'delete_image'),
	(173, 'Can view image', 43, 'view_image'),
	(174, 'Can add image intent', 44, 'add_imageintent'),
	(175, 'Can change image intent', 44, 'change_imageintent'),
	(176, 'Can delete image intent', 44, 'delete_imageintent'),
	(177, 'Can view image intent', 44, 'view_imageintent'),
	(178, 'Can add image entry', 45, 'add_imageentry'),
	(179, 'Can change image entry', 45, 'change_imageentry'),
	(180, 'Can delete image entry', 45, 'delete_imageentry'),
	(181, 'Can view image entry', 45, 'view_imageentry'),
	(182, 'Can add move from an old folder', 46, 'add_legacyimport'),
	(183, 'Can change move from an old folder', 46, 'change_legacyimport'),
	(184, 'Can delete move from an old folder', 46, 'delete_legacyimport'),
	(185, 'Can view move from an old folder', 46, 'view_legacyimport'),
	(186, 'Can add legacy line', 47, 'add_legacyline'),
	(187, 'Can change legacy line', 47, 'change_legacyline'),
	(188, 'Can delete legacy line', 47, 'delete_legacyline'),
	(189, 'Can view legacy line', 47, 'view_legacyline'),
	(190, 'Can add legacy row', 48, 'add_legacyrow'),
	(191, 'Can change legacy row', 48, 'change_legacyrow'),
	(192, 'Can delete legacy row', 48, 'delete_legacyrow'),
	(193, 'Can view legacy row', 48, 'view_legacyrow'),
	(194, 'Can add dataset', 49, 'add_dataset'),
	(195, 'Can change dataset', 49, 'change_dataset'),
	(196, 'Can delete dataset', 49, 'delete_dataset'),
	(197, 'Can view dataset', 49, 'view_dataset'),
	(198, 'Can add dataset version', 50, 'add_datasetversion'),
	(199, 'Can change dataset version', 50, 'change_datasetversion'),
	(200, 'Can delete dataset version', 50, 'delete_datasetversion'),
	(201, 'Can view dataset version', 50, 'view_datasetversion'),
	(202, 'Can add sample', 51, 'add_sample'),
	(203, 'Can change sample', 51, 'change_sample'),
	(204, 'Can delete sample', 51, 'delete_sample'),
	(205, 'Can view sample', 51, 'view_sample'),
	(206, 'Can add provider key', 52, 'add_providerkey'),
	(207, 'Can change provider key', 52, 'change_providerkey'),
	(208, 'Can delete provider key', 52, 'delete_providerkey'),
	(209, 'Can view provider key', 52, 'view_providerkey'),
	(210, 'Can add document', 53, 'add_document'),
	(211, 'Can change document', 53, 'change_document'),
	(212, 'Can delete document', 53, 'delete_document'),
	(213, 'Can view document', 53, 'view_document'),
	(214, 'Can add chunk', 54, 'add_chunk'),
	(215, 'Can change chunk', 54, 'change_chunk'),
	(216, 'Can delete chunk', 54, 'delete_chunk'),
	(217, 'Can view chunk', 54, 'view_chunk'),
	(218, 'Can add knowledge base', 55, 'add_knowledgebase'),
	(219, 'Can change knowledge base', 55, 'change_knowledgebase'),
	(220, 'Can delete knowledge base', 55, 'delete_knowledgebase'),
	(221, 'Can view knowledge base', 55, 'view_knowledgebase'),
	(222, 'Can add posting', 56, 'add_posting'),
	(223, 'Can change posting', 56, 'change_posting'),
	(224, 'Can delete posting', 56, 'delete_posting'),
	(225, 'Can view posting', 56, 'view_posting'),
	(226, 'Can add chunk vector', 57, 'add_chunkvector'),
	(227, 'Can change chunk vector', 57, 'change_chunkvector'),
	(228, 'Can delete chunk vector', 57, 'delete_chunkvector'),
	(229, 'Can view chunk vector', 57, 'view_chunkvector'),
	(230, 'Can add chunk edit', 58, 'add_chunkedit'),
	(231, 'Can change chunk edit', 58, 'change_chunkedit'),
	(232, 'Can delete chunk edit', 58, 'delete_chunkedit'),
	(233, 'Can view chunk edit', 58, 'view_chunkedit'),
	(234, 'Can add evaluation', 59, 'add_evaluation'),
	(235, 'Can change evaluation', 59, 'change_evaluation'),
	(236, 'Can delete evaluation', 59, 'delete_evaluation'),
	(237, 'Can view evaluation', 59, 'view_evaluation'),
	(238, 'Can add evaluation target', 60, 'add_evaluationtarget'),
	(239, 'Can change evaluation target', 60, 'change_evaluationtarget'),
	(240, 'Can delete evaluation target', 60, 'delete_evaluationtarget'),
	(241, 'Can view evaluation target', 60, 'view_evaluationtarget'),
	(242, 'Can add evaluation result', 61, 'add_evaluationresult'),
	(243, 'Can change evaluation result', 61, 'change_evaluationresult'),
	(244, 'Can delete evaluation result', 61, 'delete_evaluationresult'),
	(245, 'Can view evaluation result', 61, 'view_evaluationresult'),
	(246, 'Can add suite', 62, 'add_suite'),
	(247, 'Can change suite', 62, 'change_suite'),
	(248, 'Can delete suite', 62, 'delete_suite'),
	(249, 'Can view suite', 62, 'view_suite'),
	(250, 'Can add training run', 63, 'add_trainingrun'),
	(251, 'Can change training run', 63, 'change_trainingrun'),
	(252, 'Can delete training run', 63, 'delete_trainingrun'),
	(253, 'Can view training run', 63, 'view_trainingrun'),
	(254, 'Can add training metric', 64, 'add_trainingmetric'),
	(255, 'Can change training metric', 64, 'change_trainingmetric'),
	(256, 'Can delete training metric', 64, 'delete_trainingmetric'),
	(257, 'Can view training metric', 64, 'view_trainingmetric'),
	(258, 'Can add training log', 65, 'add_traininglog'),
	(259, 'Can change training log', 65, 'change_traininglog'),
	(260, 'Can delete training log', 65, 'delete_traininglog'),
	(261, 'Can view training log', 65, 'view_traininglog'),
	(262, 'Can add training artifact', 66, 'add_trainingartifact'),
	(263, 'Can change training artifact', 66, 'change_trainingartifact'),
	(264, 'Can delete training artifact', 66, 'delete_trainingartifact'),
	(265, 'Can view training artifact', 66, 'view_trainingartifact'),
	(266, 'Can add trained version', 67, 'add_trainedversion'),
	(267, 'Can change trained version', 67, 'change_trainedversion'),
	(268, 'Can delete trained version', 67, 'delete_trainedversion'),
	(269, 'Can view trained version', 67, 'view_trainedversion'),
	(270, 'Can add bundle', 68, 'add_bundle'),
	(271, 'Can change bundle', 68, 'change_bundle'),
	(272, 'Can delete bundle', 68, 'delete_bundle'),
	(273, 'Can view bundle', 68, 'view_bundle'),
	(274, 'Can add category', 69, 'add_category'),
	(275, 'Can change category', 69, 'change_category'),
	(276, 'Can delete category', 69, 'delete_category'),
	(277, 'Can view category', 69, 'view_category'),
	(278, 'Can add minion template', 70, 'add_miniontemplate'),
	(279, 'Can change minion template', 70, 'change_miniontemplate'),
	(280, 'Can delete minion template', 70, 'delete_miniontemplate'),
	(281, 'Can view minion template', 70, 'view_miniontemplate'),
	(282, 'Can add plan', 71, 'add_plan'),
	(283, 'Can change plan', 71, 'change_plan'),
	(284, 'Can delete plan', 71, 'delete_plan'),
	(285, 'Can view plan', 71, 'view_plan'),
	(286, 'Can add tool', 72, 'add_tool'),
	(287, 'Can change tool', 72, 'change_tool'),
	(288, 'Can delete tool', 72, 'delete_tool'),
	(289, 'Can view tool', 72, 'view_tool'),
	(290, 'Can add minion', 73, 'add_minion'),
	(291, 'Can change minion', 73, 'change_minion'),
	(292, 'Can delete minion', 73, 'delete_minion'),
	(293, 'Can view minion', 73, 'view_minion'),
	(294, 'Can add spirit', 74, 'add_spirit'),
	(295, 'Can change spirit', 74, 'change_spirit'),
	(296, 'Can delete spirit', 74, 'delete_spirit'),
	(297, 'Can view spirit', 74, 'view_spirit'),
	(298, 'Can add plan spirit', 75, 'add_planspirit'),
	(299, 'Can change plan spirit', 75, 'change_planspirit'),
	(300, 'Can delete plan spirit', 75, 'delete_planspirit'),
	(301, 'Can view plan spirit', 75, 'view_planspirit'),
	(302, 'Can add pairing', 76, 'add_pairing'),
	(303, 'Can change pairing', 76, 'change_pairing'),
	(304, 'Can delete pairing', 76, 'delete_pairing'),
	(305, 'Can view pairing', 76, 'view_pairing'),
	(306, 'Can add minion template spirit', 77, 'add_miniontemplatespirit'),
	(307, 'Can change minion template spirit', 77, 'change_miniontemplatespirit'),
	(308, 'Can delete minion template spirit', 77, 'delete_miniontemplatespirit'),
	(309, 'Can view minion template spirit', 77, 'view_miniontemplatespirit'),
	(310, 'Can add minion spirit', 78, 'add_minionspirit'),
	(311, 'Can change minion spirit', 78, 'change_minionspirit'),
	(312, 'Can delete minion spirit', 78, 'delete_minionspirit'),
	(313, 'Can view minion spirit', 78, 'view_minionspirit'),
	(314, 'Can add bundle spirit', 79, 'add_bundlespirit'),
	(315, 'Can change bundle spirit', 79, 'change_bundlespirit'),
	(316, 'Can delete bundle spirit', 79, 'delete_bundlespirit'),
	(317, 'Can view bundle spirit', 79, 'view_bundlespirit'),
	(318, 'Can add spirit tool', 80, 'add_spirittool'),
	(319, 'Can change spirit tool', 80, 'change_spirittool'),
	(320, 'Can delete spirit tool', 80, 'delete_spirittool'),
	(321, 'Can view spirit tool', 80, 'view_spirittool'),
	(322, 'Can add minion version', 81, 'add_minionversion'),
	(323, 'Can change minion version', 81, 'change_minionversion'),
	(324, 'Can delete minion version', 81, 'delete_minionversion'),
	(325, 'Can view minion version', 81, 'view_minionversion'),
	(326, 'Can add account', 82, 'add_account'),
	(327, 'Can change account', 82, 'change_account'),
	(328, 'Can delete account', 82, 'delete_account'),
	(329, 'Can view account', 82, 'view_account'),
	(330, 'Can add ledger transaction', 83, 'add_ledgertransaction'),
	(331, 'Can change ledger transaction', 83, 'change_ledgertransaction'),
	(332, 'Can delete ledger transaction', 83, 'delete_ledgertransaction'),
	(333, 'Can view ledger transaction', 83, 'view_ledgertransaction'),
	(334, 'Can add ledger entry', 84, 'add_ledgerentry'),
	(335, 'Can change ledger entry', 84, 'change_ledgerentry'),
	(336, 'Can delete ledger entry', 84, 'delete_ledgerentry'),
	(337, 'Can view ledger entry', 84, 'view_ledgerentry'),
	(338, 'Can add budget', 85, 'add_budget'),
	(339, 'Can change budget', 85, 'change_budget'),
	(340, 'Can delete budget', 85, 'delete_budget'),
	(341, 'Can view budget', 85, 'view_budget'),
	(342, 'Can add budget use', 86, 'add_budgetuse'),
	(343, 'Can change budget use', 86, 'change_budgetuse'),
	(344, 'Can delete budget use', 86, 'delete_budgetuse'),
	(345, 'Can view budget use', 86, 'view_budgetuse'),
	(346, 'Can add reservation', 87, 'add_reservation'),
	(347, 'Can change reservation', 87, 'change_reservation'),
	(348, 'Can delete reservation', 87, 'delete_reservation'),
	(349, 'Can view reservation', 87, 'view_reservation'),
	(350, 'Can add priced item', 88, 'add_priceditem'),
	(351, 'Can change priced item', 88, 'change_priceditem'),
	(352, 'Can delete priced item', 88, 'delete_priceditem'),
	(353, 'Can view priced item', 88, 'view_priceditem'),
	(354, 'Can add price', 89, 'add_price'),
	(355, 'Can change price', 89, 'change_price'),
	(356, 'Can delete price', 89, 'delete_price'),
	(357, 'Can view price', 89, 'view_price'),
	(358, 'Can add plan version', 90, 'add_planversion'),
	(359, 'Can change plan version', 90, 'change_planversion'),
	(360, 'Can delete plan version', 90, 'delete_planversion'),
	(361, 'Can view plan version', 90, 'view_planversion'),
	(362, 'Can add progress', 91, 'add_progress'),
	(363, 'Can change progress', 91, 'change_progress'),
	(364, 'Can delete progress', 91, 'delete_progress'),
	(365, 'Can view progress', 91, 'view_progress'),
	(366, 'Can add subscription', 92, 'add_subscription'),
	(367, 'Can change subscription', 92, 'change_subscription'),
	(368, 'Can delete subscription', 92, 'delete_subscription'),
	(369, 'Can view subscription', 92, 'view_subscription'),
	(370, 'Can add subscription period', 93, 'add_subscriptionperiod'),
	(371, 'Can change subscription period', 93, 'change_subscriptionperiod'),
	(372, 'Can delete subscription period', 93, 'delete_subscriptionperiod'),
	(373, 'Can view subscription period', 93, 'view_subscriptionperiod'),
	(374, 'Can add tool mastery', 94, 'add_toolmastery'),
	(375, 'Can change tool mastery', 94, 'change_toolmastery'),
	(376, 'Can delete tool mastery', 94, 'delete_toolmastery'),
	(377, 'Can view tool mastery', 94, 'view_toolmastery'),
	(378, 'Can add xp event', 95, 'add_xpevent'),
	(379, 'Can change xp event', 95, 'change_xpevent'),
	(380, 'Can delete xp event', 95, 'delete_xpevent'),
	(381, 'Can view xp event', 95, 'view_xpevent'),
	(382, 'Can add grant', 96, 'add_grant'),
	(383, 'Can change grant', 96, 'change_grant'),
	(384, 'Can delete grant', 96, 'delete_grant'),
	(385, 'Can view grant', 96, 'view_grant'),
	(386, 'Can add coupon', 97, 'add_coupon'),
	(387, 'Can change coupon', 97, 'change_coupon'),
	(388, 'Can delete coupon', 97, 'delete_coupon'),
	(389, 'Can view coupon', 97, 'view_coupon'),
	(390, 'Can add purchase', 98, 'add_purchase'),
	(391, 'Can change purchase', 98, 'change_purchase'),
	(392, 'Can delete purchase', 98, 'delete_purchase'),
	(393, 'Can view purchase', 98, 'view_purchase'),
	(394, 'Can add purchase line', 99, 'add_purchaseline'),
	(395, 'Can change purchase line', 99, 'change_purchaseline'),
	(396, 'Can delete purchase line', 99, 'delete_purchaseline'),
	(397, 'Can view purchase line', 99, 'view_purchaseline'),
	(398, 'Can add refund', 100, 'add_refund'),
	(399, 'Can change refund', 100, 'change_refund'),
	(400, 'Can delete refund', 100, 'delete_refund'),
	(401, 'Can view refund', 100, 'view_refund'),
	(402, 'Can add tool call', 101, 'add_toolcall'),
	(403, 'Can change tool call', 101, 'change_toolcall'),
	(404, 'Can delete tool call', 101, 'delete_toolcall'),
	(405, 'Can view tool call', 101, 'view_toolcall'),
	(406, 'Can add artifact', 102, 'add_artifact'),
	(407, 'Can change artifact', 102, 'change_artifact'),
	(408, 'Can delete artifact', 102, 'delete_artifact'),
	(409, 'Can view artifact', 102, 'view_artifact'),
	(410, 'Can add approval', 103, 'add_approval'),
	(411, 'Can change approval', 103, 'change_approval'),
	(412, 'Can delete approval', 103, 'delete_approval'),
	(413, 'Can view approval', 103, 'view_approval'),
	(414, 'Can add workspace file', 104, 'add_workspacefile'),
	(415, 'Can change workspace file', 104, 'change_workspacefile'),
	(416, 'Can delete workspace file', 104, 'delete_workspacefile'),
	(417, 'Can view workspace file', 104, 'view_workspacefile'),
	(418, 'Can add workspace version', 105, 'add_workspaceversion'),
	(419, 'Can change workspace version', 105, 'change_workspaceversion'),
	(420, 'Can delete workspace version', 105, 'delete_workspaceversion'),
	(421, 'Can view workspace version', 105, 'view_workspaceversion'),
	(422, 'Can add encryption key', 106, 'add_encryptionkey'),
	(423, 'Can change encryption key', 106, 'change_encryptionkey'),
	(424, 'Can delete encryption key', 106, 'delete_encryptionkey'),
	(425, 'Can view encryption key', 106, 'view_encryptionkey'),
	(426, 'Can add calendar', 107, 'add_calendar'),
	(427, 'Can change calendar', 107, 'change_calendar'),
	(428, 'Can delete calendar', 107, 'delete_calendar'),
	(429, 'Can view calendar', 107, 'view_calendar'),
	(430, 'Can add calendar event', 108, 'add_calendarevent'),
	(431, 'Can change calendar event', 108, 'change_calendarevent'),
	(432, 'Can delete calendar event', 108, 'delete_calendarevent'),
	(433, 'Can view calendar event', 108, 'view_calendarevent'),
	(434, 'Can add reminder', 109, 'add_reminder'),
	(435, 'Can change reminder', 109, 'change_reminder'),
	(436, 'Can delete reminder', 109, 'delete_reminder'),
	(437, 'Can view reminder', 109, 'view_reminder'),
	(438, 'Can add scheduled task', 110, 'add_scheduledtask'),
	(439, 'Can change scheduled task', 110, 'change_scheduledtask'),
	(440, 'Can delete scheduled task', 110, 'delete_scheduledtask'),
	(441, 'Can view scheduled task', 110, 'view_scheduledtask'),
	(442, 'Can add social account', 111, 'add_socialaccount'),
	(443, 'Can change social account', 111, 'change_socialaccount'),
	(444, 'Can delete social account', 111, 'delete_socialaccount'),
	(445, 'Can view social account', 111, 'view_socialaccount'),
	(446, 'Can add outbound message', 112, 'add_outboundmessage'),
	(447, 'Can change outbound message', 112, 'change_outboundmessage'),
	(448, 'Can delete outbound message', 112, 'delete_outboundmessage'),
	(449, 'Can view outbound message', 112, 'view_outboundmessage'),
	(450, 'Can add message template', 113, 'add_messagetemplate'),
	(451, 'Can change message template', 113, 'change_messagetemplate'),
	(452, 'Can delete message template', 113, 'delete_messagetemplate'),
	(453, 'Can view message template', 113, 'view_messagetemplate'),
	(454, 'Can add learning item', 114, 'add_learningitem'),
	(455, 'Can change learning item', 114, 'change_learningitem'),
	(456, 'Can delete learning item', 114, 'delete_learningitem'),
	(457, 'Can view learning item', 114, 'view_learningitem'),
	(458, 'Can add learning attempt', 115, 'add_learningattempt'),
	(459, 'Can change learning attempt', 115, 'change_learningattempt'),
	(460, 'Can delete learning attempt', 115, 'delete_learningattempt'),
	(461, 'Can view learning attempt', 115, 'view_learningattempt'),
	(462, 'Can add measure', 116, 'add_measure'),
	(463, 'Can change measure', 116, 'change_measure'),
	(464, 'Can delete measure', 116, 'delete_measure'),
	(465, 'Can view measure', 116, 'view_measure'),
	(466, 'Can add medication', 117, 'add_medication'),
	(467, 'Can change medication', 117, 'change_medication'),
	(468, 'Can delete medication', 117, 'delete_medication'),
	(469, 'Can view medication', 117, 'view_medication'),
	(470, 'Can add dose', 118, 'add_dose'),
	(471, 'Can change dose', 118, 'change_dose'),
	(472, 'Can delete dose', 118, 'delete_dose'),
	(473, 'Can view dose', 118, 'view_dose'),
	(474, 'Can add wellness goal', 119, 'add_wellnessgoal'),
	(475, 'Can change wellness goal', 119, 'change_wellnessgoal'),
	(476, 'Can delete wellness goal', 119, 'delete_wellnessgoal'),
	(477, 'Can view wellness goal', 119, 'view_wellnessgoal'),
	(478, 'Can add card', 120, 'add_card'),
	(479, 'Can change card', 120, 'change_card'),
	(480, 'Can delete card', 120, 'delete_card'),
	(481, 'Can view card', 120, 'view_card'),
	(482, 'Can add card holder', 121, 'add_cardholder'),
	(483, 'Can change card holder', 121, 'change_cardholder'),
	(484, 'Can delete card holder', 121, 'delete_cardholder'),
	(485, 'Can view card holder', 121, 'view_cardholder'),
	(486, 'Can add payment', 122, 'add_payment'),
	(487, 'Can change payment', 122, 'change_payment'),
	(488, 'Can delete payment', 122, 'delete_payment'),
	(489, 'Can view payment', 122, 'view_payment'),
	(490, 'Can add webhook event', 123, 'add_webhookevent'),
	(491, 'Can change webhook event', 123, 'change_webhookevent'),
	(492, 'Can delete webhook event', 123, 'delete_webhookevent'),
	(493, 'Can view webhook event', 123, 'view_webhookevent'),
	(494, 'Can add monitor', 124, 'add_monitor'),
	(495, 'Can change monitor', 124, 'change_monitor'),
	(496, 'Can delete monitor', 124, 'delete_monitor'),
	(497, 'Can view monitor', 124, 'view_monitor'),
	(498, 'Can add monitor check', 125, 'add_monitorcheck'),
	(499, 'Can change monitor check', 125, 'change_monitorcheck'),
	(500, 'Can delete monitor check', 125, 'delete_monitorcheck');
INSERT INTO public.auth_permission VALUES
	(501, 'Can view monitor check', 125, 'view_monitorcheck'),
	(502, 'Can add trail entry', 126, 'add_trailentry'),
	(503, 'Can change trail entry', 126, 'change_trailentry'),
	(504, 'Can delete trail entry', 126, 'delete_trailentry'),
	(505, 'Can view trail entry', 126, 'view_trailentry'),
	(506, 'Can add plan language model', 127, 'add_planlanguagemodel'),
	(507, 'Can change plan language model', 127, 'change_planlanguagemodel'),
	(508, 'Can delete plan language model', 127, 'delete_planlanguagemodel'),
	(509, 'Can view plan language model', 127, 'view_planlanguagemodel'),
	(510, 'Can add staff request', 128, 'add_staffrequest'),
	(511, 'Can change staff request', 128, 'change_staffrequest'),
	(512, 'Can delete staff request', 128, 'delete_staffrequest'),
	(513, 'Can view staff request', 128, 'view_staffrequest'),
	(514, 'Can add tool server', 129, 'add_toolserver'),
	(515, 'Can change tool server', 129, 'change_toolserver'),
	(516, 'Can delete tool server', 129, 'delete_toolserver'),
	(517, 'Can view tool server', 129, 'view_toolserver'),
	(518, 'Can add server tool', 130, 'add_servertool'),
	(519, 'Can change server tool', 130, 'change_servertool'),
	(520, 'Can delete server tool', 130, 'delete_servertool'),
	(521, 'Can view server tool', 130, 'view_servertool'),
	(522, 'Can add own tool', 131, 'add_owntool'),
	(523, 'Can change own tool', 131, 'change_owntool'),
	(524, 'Can delete own tool', 131, 'delete_owntool'),
	(525, 'Can view own tool', 131, 'view_owntool'),
	(526, 'Can add own tool version', 132, 'add_owntoolversion'),
	(527, 'Can change own tool version', 132, 'change_owntoolversion'),
	(528, 'Can delete own tool version', 132, 'delete_owntoolversion'),
	(529, 'Can view own tool version', 132, 'view_owntoolversion'),
	(530, 'Can add release', 133, 'add_release'),
	(531, 'Can change release', 133, 'change_release'),
	(532, 'Can delete release', 133, 'delete_release'),
	(533, 'Can view release', 133, 'view_release'),
	(534, 'Can add conversation', 134, 'add_conversation'),
	(535, 'Can change conversation', 134, 'change_conversation'),
	(536, 'Can delete conversation', 134, 'delete_conversation'),
	(537, 'Can view conversation', 134, 'view_conversation'),
	(538, 'Can add message', 135, 'add_message'),
	(539, 'Can change message', 135, 'change_message'),
	(540, 'Can delete message', 135, 'delete_message'),
	(541, 'Can view message', 135, 'view_message'),
	(542, 'Can add run', 136, 'add_run'),
	(543, 'Can change run', 136, 'change_run'),
	(544, 'Can delete run', 136, 'delete_run'),
	(545, 'Can view run', 136, 'view_run'),
	(546, 'Can add run event', 137, 'add_runevent'),
	(547, 'Can change run event', 137, 'change_runevent'),
	(548, 'Can delete run event', 137, 'delete_runevent'),
	(549, 'Can view run event', 137, 'view_runevent'),
	(550, 'Can add memory entry', 138, 'add_memoryentry'),
	(551, 'Can change memory entry', 138, 'change_memoryentry'),
	(552, 'Can delete memory entry', 138, 'delete_memoryentry'),
	(553, 'Can view memory entry', 138, 'view_memoryentry'),
	(554, 'Can add memory vector', 139, 'add_memoryvector'),
	(555, 'Can change memory vector', 139, 'change_memoryvector'),
	(556, 'Can delete memory vector', 139, 'delete_memoryvector'),
	(557, 'Can view memory vector', 139, 'view_memoryvector'),
	(558, 'Can add memory', 140, 'add_memory'),
	(559, 'Can change memory', 140, 'change_memory'),
	(560, 'Can delete memory', 140, 'delete_memory'),
	(561, 'Can view memory', 140, 'view_memory'),
	(562, 'Can add memory switch', 141, 'add_memoryswitch'),
	(563, 'Can change memory switch', 141, 'change_memoryswitch'),
	(564, 'Can delete memory switch', 141, 'delete_memoryswitch'),
	(565, 'Can view memory switch', 141, 'view_memoryswitch'),
	(566, 'Can add memory use', 142, 'add_memoryuse'),
	(567, 'Can change memory use', 142, 'change_memoryuse'),
	(568, 'Can delete memory use', 142, 'delete_memoryuse'),
	(569, 'Can view memory use', 142, 'view_memoryuse'),
	(570, 'Can add memory version', 143, 'add_memoryversion'),
	(571, 'Can change memory version', 143, 'change_memoryversion'),
	(572, 'Can delete memory version', 143, 'delete_memoryversion'),
	(573, 'Can view memory version', 143, 'view_memoryversion'),
	(574, 'Can add context snapshot', 144, 'add_contextsnapshot'),
	(575, 'Can change context snapshot', 144, 'change_contextsnapshot'),
	(576, 'Can delete context snapshot', 144, 'delete_contextsnapshot'),
	(577, 'Can view context snapshot', 144, 'view_contextsnapshot'),
	(578, 'Can add minion fallback', 145, 'add_minionfallback'),
	(579, 'Can change minion fallback', 145, 'change_minionfallback'),
	(580, 'Can delete minion fallback', 145, 'delete_minionfallback'),
	(581, 'Can view minion fallback', 145, 'view_minionfallback'),
	(582, 'Can add usage record', 146, 'add_usagerecord'),
	(583, 'Can change usage record', 146, 'change_usagerecord'),
	(584, 'Can delete usage record', 146, 'delete_usagerecord'),
	(585, 'Can view usage record', 146, 'view_usagerecord'),
	(586, 'Can add stored response', 147, 'add_storedresponse'),
	(587, 'Can change stored response', 147, 'change_storedresponse'),
	(588, 'Can delete stored response', 147, 'delete_storedresponse'),
	(589, 'Can view stored response', 147, 'view_storedresponse'),
	(590, 'Can add comparison', 148, 'add_comparison'),
	(591, 'Can change comparison', 148, 'change_comparison'),
	(592, 'Can delete comparison', 148, 'delete_comparison'),
	(593, 'Can view comparison', 148, 'view_comparison'),
	(594, 'Can add comparison answer', 149, 'add_comparisonanswer'),
	(595, 'Can change comparison answer', 149, 'change_comparisonanswer'),
	(596, 'Can delete comparison answer', 149, 'delete_comparisonanswer'),
	(597, 'Can view comparison answer', 149, 'view_comparisonanswer'),
	(598, 'Can add conversation summary', 150, 'add_conversationsummary'),
	(599, 'Can change conversation summary', 150, 'change_conversationsummary'),
	(600, 'Can delete conversation summary', 150, 'delete_conversationsummary'),
	(601, 'Can view conversation summary', 150, 'view_conversationsummary'),
	(602, 'Can add share link', 151, 'add_sharelink'),
	(603, 'Can change share link', 151, 'change_sharelink'),
	(604, 'Can delete share link', 151, 'delete_sharelink'),
	(605, 'Can view share link', 151, 'view_sharelink'),
	(606, 'Can add feedback', 152, 'add_feedback'),
	(607, 'Can change feedback', 152, 'change_feedback'),
	(608, 'Can delete feedback', 152, 'delete_feedback'),
	(609, 'Can view feedback', 152, 'view_feedback'),
	(610, 'Can add folder', 153, 'add_folder'),
	(611, 'Can change folder', 153, 'change_folder'),
	(612, 'Can delete folder', 153, 'delete_folder'),
	(613, 'Can view folder', 153, 'view_folder'),
	(614, 'Can add memory embedder', 154, 'add_memoryembedder'),
	(615, 'Can change memory embedder', 154, 'change_memoryembedder'),
	(616, 'Can delete memory embedder', 154, 'delete_memoryembedder'),
	(617, 'Can view memory embedder', 154, 'view_memoryembedder'),
	(618, 'Can add upload', 155, 'add_upload'),
	(619, 'Can change upload', 155, 'change_upload'),
	(620, 'Can delete upload', 155, 'delete_upload'),
	(621, 'Can view upload', 155, 'view_upload'),
	(622, 'Can add attachment', 156, 'add_attachment'),
	(623, 'Can change attachment', 156, 'change_attachment'),
	(624, 'Can delete attachment', 156, 'delete_attachment'),
	(625, 'Can view attachment', 156, 'view_attachment'),
	(626, 'Can add upload passage', 157, 'add_uploadpassage'),
	(627, 'Can change upload passage', 157, 'change_uploadpassage'),
	(628, 'Can delete upload passage', 157, 'delete_uploadpassage'),
	(629, 'Can view upload passage', 157, 'view_uploadpassage');
INSERT INTO public.auth_group_permissions VALUES
	(1, 1, 522),
	(2, 1, 523),
	(3, 1, 524),
	(4, 1, 525),
	(5, 1, 270),
	(6, 1, 271),
	(7, 1, 272),
	(8, 1, 273),
	(9, 1, 274),
	(10, 1, 275),
	(11, 1, 276),
	(12, 1, 277),
	(13, 1, 278),
	(14, 1, 279),
	(15, 1, 280),
	(16, 1, 281),
	(17, 1, 529),
	(18, 1, 285),
	(19, 1, 286),
	(20, 1, 287),
	(21, 1, 288),
	(22, 1, 289),
	(23, 1, 294),
	(24, 1, 295),
	(25, 1, 296),
	(26, 1, 297),
	(27, 1, 301),
	(28, 1, 302),
	(29, 1, 303),
	(30, 1, 304),
	(31, 1, 305),
	(32, 1, 306),
	(33, 1, 307),
	(34, 1, 308),
	(35, 1, 309),
	(36, 1, 314),
	(37, 1, 315),
	(38, 1, 316),
	(39, 1, 317),
	(40, 1, 318),
	(41, 1, 319),
	(42, 1, 320),
	(43, 1, 321),
	(44, 1, 450),
	(45, 1, 451),
	(46, 1, 452),
	(47, 1, 453),
	(48, 1, 76),
	(49, 1, 526),
	(50, 1, 527),
	(51, 1, 528),
	(52, 1, 361),
	(53, 1, 509),
	(54, 2, 513),
	(55, 2, 517),
	(56, 2, 521),
	(57, 2, 525),
	(58, 2, 270),
	(59, 2, 271),
	(60, 2, 272),
	(61, 2, 529),
	(62, 2, 273),
	(63, 2, 533),
	(64, 2, 277),
	(65, 2, 281),
	(66, 2, 282),
	(67, 2, 283),
	(68, 2, 284),
	(69, 2, 285),
	(70, 2, 289),
	(71, 2, 293),
	(72, 2, 297),
	(73, 2, 298),
	(74, 2, 299),
	(75, 2, 300),
	(76, 2, 301),
	(77, 2, 305),
	(78, 2, 309),
	(79, 2, 313),
	(80, 2, 314),
	(81, 2, 315),
	(82, 2, 316),
	(83, 2, 317),
	(84, 2, 321),
	(85, 2, 325),
	(86, 2, 329),
	(87, 2, 76),
	(88, 2, 333),
	(89, 2, 337),
	(90, 2, 341),
	(91, 2, 345),
	(92, 2, 349),
	(93, 2, 350),
	(94, 2, 351),
	(95, 2, 352),
	(96, 2, 353),
	(97, 2, 354),
	(98, 2, 355),
	(99, 2, 356),
	(100, 2, 357),
	(101, 2, 358),
	(102, 2, 359),
	(103, 2, 360),
	(104, 2, 361),
	(105, 2, 365),
	(106, 2, 369),
	(107, 2, 373),
	(108, 2, 377),
	(109, 2, 381),
	(110, 2, 385),
	(111, 2, 386),
	(112, 2, 387),
	(113, 2, 388),
	(114, 2, 389),
	(115, 2, 393),
	(116, 2, 397),
	(117, 2, 401),
	(118, 2, 405),
	(119, 2, 409),
	(120, 2, 413),
	(121, 2, 417),
	(122, 2, 421),
	(123, 2, 425),
	(124, 2, 429),
	(125, 2, 433),
	(126, 2, 437),
	(127, 2, 441),
	(128, 2, 445),
	(129, 2, 449),
	(130, 2, 453),
	(131, 2, 457),
	(132, 2, 461),
	(133, 2, 465),
	(134, 2, 469),
	(135, 2, 473),
	(136, 2, 477),
	(137, 2, 481),
	(138, 2, 485),
	(139, 2, 489),
	(140, 2, 493),
	(141, 2, 497),
	(142, 2, 501),
	(143, 2, 505),
	(144, 2, 506),
	(145, 2, 507),
	(146, 2, 508),
	(147, 2, 509),
	(148, 3, 513),
	(149, 3, 517),
	(150, 3, 521),
	(151, 3, 525),
	(152, 3, 529),
	(153, 3, 273),
	(154, 3, 533),
	(155, 3, 277),
	(156, 3, 281),
	(157, 3, 285),
	(158, 3, 545),
	(159, 3, 289),
	(160, 3, 293),
	(161, 3, 297),
	(162, 3, 301),
	(163, 3, 305),
	(164, 3, 309),
	(165, 3, 56),
	(166, 3, 313),
	(167, 3, 317),
	(168, 3, 321),
	(169, 3, 68),
	(170, 3, 325),
	(171, 3, 329),
	(172, 3, 333),
	(173, 3, 78),
	(174, 3, 80),
	(175, 3, 81),
	(176, 3, 82),
	(177, 3, 83),
	(178, 3, 84),
	(179, 3, 85),
	(180, 3, 337),
	(181, 3, 341),
	(182, 3, 89),
	(183, 3, 345),
	(184, 3, 91),
	(185, 3, 93),
	(186, 3, 349),
	(187, 3, 97),
	(188, 3, 353),
	(189, 3, 101),
	(190, 3, 357),
	(191, 3, 105),
	(192, 3, 361),
	(193, 3, 109),
	(194, 3, 365),
	(195, 3, 113),
	(196, 3, 369),
	(197, 3, 117),
	(198, 3, 373),
	(199, 3, 121),
	(200, 3, 377),
	(201, 3, 125),
	(202, 3, 381),
	(203, 3, 129),
	(204, 3, 385),
	(205, 3, 133),
	(206, 3, 389),
	(207, 3, 137),
	(208, 3, 393),
	(209, 3, 141),
	(210, 3, 397),
	(211, 3, 145),
	(212, 3, 401),
	(213, 3, 149),
	(214, 3, 405),
	(215, 3, 153),
	(216, 3, 409),
	(217, 3, 413),
	(218, 3, 417),
	(219, 3, 421),
	(220, 3, 425),
	(221, 3, 429),
	(222, 3, 433),
	(223, 3, 437),
	(224, 3, 441),
	(225, 3, 445),
	(226, 3, 449),
	(227, 3, 453),
	(228, 3, 457),
	(229, 3, 461),
	(230, 3, 465),
	(231, 3, 469),
	(232, 3, 473),
	(233, 3, 477),
	(234, 3, 481),
	(235, 3, 485),
	(236, 3, 489),
	(237, 3, 493),
	(238, 3, 497),
	(239, 3, 501),
	(240, 3, 505),
	(241, 3, 509),
	(242, 4, 513),
	(243, 4, 517),
	(244, 4, 521),
	(245, 4, 525),
	(246, 4, 529),
	(247, 4, 273),
	(248, 4, 533),
	(249, 4, 277),
	(250, 4, 281),
	(251, 4, 285),
	(252, 4, 289),
	(253, 4, 293),
	(254, 4, 297),
	(255, 4, 301),
	(256, 4, 305),
	(257, 4, 309),
	(258, 4, 313),
	(259, 4, 317),
	(260, 4, 321),
	(261, 4, 325),
	(262, 4, 327),
	(263, 4, 329),
	(264, 4, 331),
	(265, 4, 76),
	(266, 4, 333),
	(267, 4, 80),
	(268, 4, 337),
	(269, 4, 341),
	(270, 4, 345),
	(271, 4, 349),
	(272, 4, 353),
	(273, 4, 357),
	(274, 4, 361),
	(275, 4, 365),
	(276, 4, 369),
	(277, 4, 373),
	(278, 4, 377),
	(279, 4, 381),
	(280, 4, 382),
	(281, 4, 383),
	(282, 4, 385),
	(283, 4, 386),
	(284, 4, 387),
	(285, 4, 388),
	(286, 4, 389),
	(287, 4, 391),
	(288, 4, 393),
	(289, 4, 397),
	(290, 4, 398),
	(291, 4, 399),
	(292, 4, 400),
	(293, 4, 401),
	(294, 4, 405),
	(295, 4, 409),
	(296, 4, 413),
	(297, 4, 417),
	(298, 4, 421),
	(299, 4, 425),
	(300, 4, 429),
	(301, 4, 433),
	(302, 4, 437),
	(303, 4, 441),
	(304, 4, 445),
	(305, 4, 449),
	(306, 4, 453),
	(307, 4, 457),
	(308, 4, 461),
	(309, 4, 465),
	(310, 4, 469),
	(311, 4, 473),
	(312, 4, 477),
	(313, 4, 481),
	(314, 4, 485),
	(315, 4, 487),
	(316, 4, 489),
	(317, 4, 491),
	(318, 4, 493),
	(319, 4, 497),
	(320, 4, 501),
	(321, 4, 505),
	(322, 4, 509),
	(323, 4, 511),
	(324, 5, 513),
	(325, 5, 4),
	(326, 5, 517),
	(327, 5, 8),
	(328, 5, 521),
	(329, 5, 12),
	(330, 5, 525),
	(331, 5, 16),
	(332, 5, 529),
	(333, 5, 20),
	(334, 5, 533),
	(335, 5, 24),
	(336, 5, 537),
	(337, 5, 28),
	(338, 5, 541),
	(339, 5, 32),
	(340, 5, 545),
	(341, 5, 36),
	(342, 5, 549),
	(343, 5, 40),
	(344, 5, 553),
	(345, 5, 44),
	(346, 5, 557),
	(347, 5, 48),
	(348, 5, 561),
	(349, 5, 52),
	(350, 5, 565),
	(351, 5, 56),
	(352, 5, 569),
	(353, 5, 60),
	(354, 5, 573),
	(355, 5, 64),
	(356, 5, 577),
	(357, 5, 68),
	(358, 5, 581),
	(359, 5, 72),
	(360, 5, 585),
	(361, 5, 76),
	(362, 5, 589),
	(363, 5, 80),
	(364, 5, 593),
	(365, 5, 85),
	(366, 5, 597),
	(367, 5, 89),
	(368, 5, 601),
	(369, 5, 93),
	(370, 5, 605),
	(371, 5, 97),
	(372, 5, 609),
	(373, 5, 101),
	(374, 5, 613),
	(375, 5, 105),
	(376, 5, 617),
	(377, 5, 109),
	(378, 5, 621),
	(379, 5, 113),
	(380, 5, 625),
	(381, 5, 117),
	(382, 5, 629),
	(383, 5, 121),
	(384, 5, 125),
	(385, 5, 129),
	(386, 5, 133),
	(387, 5, 137),
	(388, 5, 141),
	(389, 5, 145),
	(390, 5, 149),
	(391, 5, 153),
	(392, 5, 157),
	(393, 5, 161),
	(394, 5, 165),
	(395, 5, 169),
	(396, 5, 173),
	(397, 5, 177),
	(398, 5, 181),
	(399, 5, 185),
	(400, 5, 189),
	(401, 5, 193),
	(402, 5, 197),
	(403, 5, 201),
	(404, 5, 205),
	(405, 5, 209),
	(406, 5, 213),
	(407, 5, 217),
	(408, 5, 221),
	(409, 5, 225),
	(410, 5, 229),
	(411, 5, 233),
	(412, 5, 237),
	(413, 5, 241),
	(414, 5, 245),
	(415, 5, 249),
	(416, 5, 253),
	(417, 5, 257),
	(418, 5, 261),
	(419, 5, 265),
	(420, 5, 269),
	(421, 5, 273),
	(422, 5, 277),
	(423, 5, 281),
	(424, 5, 285),
	(425, 5, 289),
	(426, 5, 293),
	(427, 5, 297),
	(428, 5, 301),
	(429, 5, 305),
	(430, 5, 309),
	(431, 5, 313),
	(432, 5, 317),
	(433, 5, 321),
	(434, 5, 325),
	(435, 5, 329),
	(436, 5, 333),
	(437, 5, 337),
	(438, 5, 341),
	(439, 5, 345),
	(440, 5, 349),
	(441, 5, 353),
	(442, 5, 357),
	(443, 5, 361),
	(444, 5, 365),
	(445, 5, 369),
	(446, 5, 373),
	(447, 5, 377),
	(448, 5, 381),
	(449, 5, 385),
	(450, 5, 389),
	(451, 5, 393),
	(452, 5, 397),
	(453, 5, 401),
	(454, 5, 405),
	(455, 5, 409),
	(456, 5, 413),
	(457, 5, 417),
	(458, 5, 421),
	(459, 5, 425),
	(460, 5, 429),
	(461, 5, 433),
	(462, 5, 437),
	(463, 5, 441),
	(464, 5, 445),
	(465, 5, 449),
	(466, 5, 453),
	(467, 5, 457),
	(468, 5, 461),
	(469, 5, 465),
	(470, 5, 469),
	(471, 5, 473),
	(472, 5, 477),
	(473, 5, 481),
	(474, 5, 485),
	(475, 5, 489),
	(476, 5, 493),
	(477, 5, 497),
	(478, 5, 501),
	(479, 5, 505),
	(480, 5, 509),
	(481, 6, 513),
	(482, 6, 514),
	(483, 6, 515),
	(484, 6, 516),
	(485, 6, 517),
	(486, 6, 521),
	(487, 6, 525),
	(488, 6, 529),
	(489, 6, 533),
	(490, 6, 49),
	(491, 6, 50),
	(492, 6, 51),
	(493, 6, 52),
	(494, 6, 56),
	(495, 6, 60),
	(496, 6, 61),
	(497, 6, 62),
	(498, 6, 63),
	(499, 6, 64),
	(500, 6, 68);
INSERT INTO public.auth_group_permissions VALUES
	(501, 6, 69),
	(502, 6, 70),
	(503, 6, 71),
	(504, 6, 72),
	(505, 6, 76),
	(506, 6, 80),
	(507, 6, 85),
	(508, 6, 89),
	(509, 6, 93),
	(510, 6, 97),
	(511, 6, 101),
	(512, 6, 105),
	(513, 6, 109),
	(514, 6, 113),
	(515, 6, 117),
	(516, 6, 121),
	(517, 6, 122),
	(518, 6, 123),
	(519, 6, 124),
	(520, 6, 125),
	(521, 6, 126),
	(522, 6, 127),
	(523, 6, 128),
	(524, 6, 129),
	(525, 6, 130),
	(526, 6, 131),
	(527, 6, 132),
	(528, 6, 133),
	(529, 6, 134),
	(530, 6, 135),
	(531, 6, 136),
	(532, 6, 137),
	(533, 6, 138),
	(534, 6, 139),
	(535, 6, 140),
	(536, 6, 141),
	(537, 6, 142),
	(538, 6, 143),
	(539, 6, 144),
	(540, 6, 145),
	(541, 6, 146),
	(542, 6, 147),
	(543, 6, 148),
	(544, 6, 149),
	(545, 6, 150),
	(546, 6, 151),
	(547, 6, 152),
	(548, 6, 153),
	(549, 6, 154),
	(550, 6, 155),
	(551, 6, 156),
	(552, 6, 157),
	(553, 6, 158),
	(554, 6, 159),
	(555, 6, 160),
	(556, 6, 161),
	(557, 6, 162),
	(558, 6, 163),
	(559, 6, 164),
	(560, 6, 165),
	(561, 6, 166),
	(562, 6, 167),
	(563, 6, 168),
	(564, 6, 169),
	(565, 6, 170),
	(566, 6, 171),
	(567, 6, 172),
	(568, 6, 173),
	(569, 6, 174),
	(570, 6, 175),
	(571, 6, 176),
	(572, 6, 177),
	(573, 6, 178),
	(574, 6, 179),
	(575, 6, 180),
	(576, 6, 181),
	(577, 6, 182),
	(578, 6, 183),
	(579, 6, 184),
	(580, 6, 185),
	(581, 6, 186),
	(582, 6, 187),
	(583, 6, 188),
	(584, 6, 189),
	(585, 6, 190),
	(586, 6, 191),
	(587, 6, 192),
	(588, 6, 193),
	(589, 6, 194),
	(590, 6, 195),
	(591, 6, 196),
	(592, 6, 197),
	(593, 6, 198),
	(594, 6, 199),
	(595, 6, 200),
	(596, 6, 201),
	(597, 6, 202),
	(598, 6, 203),
	(599, 6, 204),
	(600, 6, 205),
	(601, 6, 206),
	(602, 6, 207),
	(603, 6, 208),
	(604, 6, 209),
	(605, 6, 210),
	(606, 6, 211),
	(607, 6, 212),
	(608, 6, 213),
	(609, 6, 214),
	(610, 6, 215),
	(611, 6, 216),
	(612, 6, 217),
	(613, 6, 218),
	(614, 6, 219),
	(615, 6, 220),
	(616, 6, 221),
	(617, 6, 222),
	(618, 6, 223),
	(619, 6, 224),
	(620, 6, 225),
	(621, 6, 226),
	(622, 6, 227),
	(623, 6, 228),
	(624, 6, 229),
	(625, 6, 230),
	(626, 6, 231),
	(627, 6, 232),
	(628, 6, 233),
	(629, 6, 234),
	(630, 6, 235),
	(631, 6, 236),
	(632, 6, 237),
	(633, 6, 238),
	(634, 6, 239),
	(635, 6, 240),
	(636, 6, 241),
	(637, 6, 242),
	(638, 6, 243),
	(639, 6, 244),
	(640, 6, 245),
	(641, 6, 246),
	(642, 6, 247),
	(643, 6, 248),
	(644, 6, 249),
	(645, 6, 250),
	(646, 6, 251),
	(647, 6, 252),
	(648, 6, 253),
	(649, 6, 254),
	(650, 6, 255),
	(651, 6, 256),
	(652, 6, 257),
	(653, 6, 258),
	(654, 6, 259),
	(655, 6, 260),
	(656, 6, 261),
	(657, 6, 262),
	(658, 6, 263),
	(659, 6, 264),
	(660, 6, 265),
	(661, 6, 266),
	(662, 6, 267),
	(663, 6, 268),
	(664, 6, 269),
	(665, 6, 273),
	(666, 6, 277),
	(667, 6, 281),
	(668, 6, 285),
	(669, 6, 289),
	(670, 6, 293),
	(671, 6, 297),
	(672, 6, 301),
	(673, 6, 305),
	(674, 6, 309),
	(675, 6, 313),
	(676, 6, 317),
	(677, 6, 321),
	(678, 6, 325),
	(679, 6, 329),
	(680, 6, 333),
	(681, 6, 337),
	(682, 6, 341),
	(683, 6, 345),
	(684, 6, 349),
	(685, 6, 353),
	(686, 6, 357),
	(687, 6, 361),
	(688, 6, 365),
	(689, 6, 369),
	(690, 6, 373),
	(691, 6, 377),
	(692, 6, 381),
	(693, 6, 385),
	(694, 6, 389),
	(695, 6, 393),
	(696, 6, 397),
	(697, 6, 401),
	(698, 6, 405),
	(699, 6, 409),
	(700, 6, 413),
	(701, 6, 417),
	(702, 6, 421),
	(703, 6, 425),
	(704, 6, 429),
	(705, 6, 433),
	(706, 6, 437),
	(707, 6, 441),
	(708, 6, 445),
	(709, 6, 449),
	(710, 6, 453),
	(711, 6, 457),
	(712, 6, 461),
	(713, 6, 465),
	(714, 6, 469),
	(715, 6, 473),
	(716, 6, 477),
	(717, 6, 481),
	(718, 6, 485),
	(719, 6, 489),
	(720, 6, 493),
	(721, 6, 497),
	(722, 6, 501),
	(723, 6, 505),
	(724, 6, 509),
	(725, 7, 1),
	(726, 7, 2),
	(727, 7, 3),
	(728, 7, 4),
	(729, 7, 5),
	(730, 7, 6),
	(731, 7, 7),
	(732, 7, 8),
	(733, 7, 9),
	(734, 7, 10),
	(735, 7, 11),
	(736, 7, 12),
	(737, 7, 13),
	(738, 7, 14),
	(739, 7, 15),
	(740, 7, 16),
	(741, 7, 17),
	(742, 7, 18),
	(743, 7, 19),
	(744, 7, 20),
	(745, 7, 21),
	(746, 7, 22),
	(747, 7, 23),
	(748, 7, 24),
	(749, 7, 25),
	(750, 7, 26),
	(751, 7, 27),
	(752, 7, 28),
	(753, 7, 29),
	(754, 7, 30),
	(755, 7, 31),
	(756, 7, 32),
	(757, 7, 33),
	(758, 7, 34),
	(759, 7, 35),
	(760, 7, 36),
	(761, 7, 37),
	(762, 7, 38),
	(763, 7, 39),
	(764, 7, 40),
	(765, 7, 41),
	(766, 7, 42),
	(767, 7, 43),
	(768, 7, 44),
	(769, 7, 45),
	(770, 7, 46),
	(771, 7, 47),
	(772, 7, 48),
	(773, 7, 49),
	(774, 7, 50),
	(775, 7, 51),
	(776, 7, 52),
	(777, 7, 56),
	(778, 7, 60),
	(779, 7, 61),
	(780, 7, 62),
	(781, 7, 63),
	(782, 7, 64),
	(783, 7, 68),
	(784, 7, 69),
	(785, 7, 70),
	(786, 7, 71),
	(787, 7, 72),
	(788, 7, 76),
	(789, 7, 77),
	(790, 7, 78),
	(791, 7, 79),
	(792, 7, 80),
	(793, 7, 81),
	(794, 7, 82),
	(795, 7, 83),
	(796, 7, 84),
	(797, 7, 85),
	(798, 7, 86),
	(799, 7, 87),
	(800, 7, 88),
	(801, 7, 89),
	(802, 7, 90),
	(803, 7, 91),
	(804, 7, 92),
	(805, 7, 93),
	(806, 7, 94),
	(807, 7, 95),
	(808, 7, 96),
	(809, 7, 97),
	(810, 7, 98),
	(811, 7, 99),
	(812, 7, 100),
	(813, 7, 101),
	(814, 7, 102),
	(815, 7, 103),
	(816, 7, 104),
	(817, 7, 105),
	(818, 7, 106),
	(819, 7, 107),
	(820, 7, 108),
	(821, 7, 109),
	(822, 7, 110),
	(823, 7, 111),
	(824, 7, 112),
	(825, 7, 113),
	(826, 7, 114),
	(827, 7, 115),
	(828, 7, 116),
	(829, 7, 117),
	(830, 7, 118),
	(831, 7, 119),
	(832, 7, 120),
	(833, 7, 121),
	(834, 7, 122),
	(835, 7, 123),
	(836, 7, 124),
	(837, 7, 125),
	(838, 7, 126),
	(839, 7, 127),
	(840, 7, 128),
	(841, 7, 129),
	(842, 7, 130),
	(843, 7, 131),
	(844, 7, 132),
	(845, 7, 133),
	(846, 7, 134),
	(847, 7, 135),
	(848, 7, 136),
	(849, 7, 137),
	(850, 7, 138),
	(851, 7, 139),
	(852, 7, 140),
	(853, 7, 141),
	(854, 7, 142),
	(855, 7, 143),
	(856, 7, 144),
	(857, 7, 145),
	(858, 7, 146),
	(859, 7, 147),
	(860, 7, 148),
	(861, 7, 149),
	(862, 7, 150),
	(863, 7, 151),
	(864, 7, 152),
	(865, 7, 153),
	(866, 7, 154),
	(867, 7, 155),
	(868, 7, 156),
	(869, 7, 157),
	(870, 7, 158),
	(871, 7, 159),
	(872, 7, 160),
	(873, 7, 161),
	(874, 7, 162),
	(875, 7, 163),
	(876, 7, 164),
	(877, 7, 165),
	(878, 7, 166),
	(879, 7, 167),
	(880, 7, 168),
	(881, 7, 169),
	(882, 7, 170),
	(883, 7, 171),
	(884, 7, 172),
	(885, 7, 173),
	(886, 7, 174),
	(887, 7, 175),
	(888, 7, 176),
	(889, 7, 177),
	(890, 7, 178),
	(891, 7, 179),
	(892, 7, 180),
	(893, 7, 181),
	(894, 7, 182),
	(895, 7, 183),
	(896, 7, 184),
	(897, 7, 185),
	(898, 7, 186),
	(899, 7, 187),
	(900, 7, 188),
	(901, 7, 189),
	(902, 7, 190),
	(903, 7, 191),
	(904, 7, 192),
	(905, 7, 193),
	(906, 7, 194),
	(907, 7, 195),
	(908, 7, 196),
	(909, 7, 197),
	(910, 7, 198),
	(911, 7, 199),
	(912, 7, 200),
	(913, 7, 201),
	(914, 7, 202),
	(915, 7, 203),
	(916, 7, 204),
	(917, 7, 205),
	(918, 7, 206),
	(919, 7, 207),
	(920, 7, 208),
	(921, 7, 209),
	(922, 7, 210),
	(923, 7, 211),
	(924, 7, 212),
	(925, 7, 213),
	(926, 7, 214),
	(927, 7, 215),
	(928, 7, 216),
	(929, 7, 217),
	(930, 7, 218),
	(931, 7, 219),
	(932, 7, 220),
	(933, 7, 221),
	(934, 7, 222),
	(935, 7, 223),
	(936, 7, 224),
	(937, 7, 225),
	(938, 7, 226),
	(939, 7, 227),
	(940, 7, 228),
	(941, 7, 229),
	(942, 7, 230),
	(943, 7, 231),
	(944, 7, 232),
	(945, 7, 233),
	(946, 7, 234),
	(947, 7, 235),
	(948, 7, 236),
	(949, 7, 237),
	(950, 7, 238),
	(951, 7, 239),
	(952, 7, 240),
	(953, 7, 241),
	(954, 7, 242),
	(955, 7, 243),
	(956, 7, 244),
	(957, 7, 245),
	(958, 7, 246),
	(959, 7, 247),
	(960, 7, 248),
	(961, 7, 249),
	(962, 7, 250),
	(963, 7, 251),
	(964, 7, 252),
	(965, 7, 253),
	(966, 7, 254),
	(967, 7, 255),
	(968, 7, 256),
	(969, 7, 257),
	(970, 7, 258),
	(971, 7, 259),
	(972, 7, 260),
	(973, 7, 261),
	(974, 7, 262),
	(975, 7, 263),
	(976, 7, 264),
	(977, 7, 265),
	(978, 7, 266),
	(979, 7, 267),
	(980, 7, 268),
	(981, 7, 269),
	(982, 7, 270),
	(983, 7, 271),
	(984, 7, 272),
	(985, 7, 273),
	(986, 7, 274),
	(987, 7, 275),
	(988, 7, 276),
	(989, 7, 277),
	(990, 7, 278),
	(991, 7, 279),
	(992, 7, 280),
	(993, 7, 281),
	(994, 7, 282),
	(995, 7, 283),
	(996, 7, 284),
	(997, 7, 285),
	(998, 7, 286),
	(999, 7, 287),
	(1000, 7, 288);
INSERT INTO public.auth_group_permissions VALUES
	(1001, 7, 289),
	(1002, 7, 290),
	(1003, 7, 291),
	(1004, 7, 292),
	(1005, 7, 293),
	(1006, 7, 294),
	(1007, 7, 295),
	(1008, 7, 296),
	(1009, 7, 297),
	(1010, 7, 298),
	(1011, 7, 299),
	(1012, 7, 300),
	(1013, 7, 301),
	(1014, 7, 302),
	(1015, 7, 303),
	(1016, 7, 304),
	(1017, 7, 305),
	(1018, 7, 306),
	(1019, 7, 307),
	(1020, 7, 308),
	(1021, 7, 309),
	(1022, 7, 310),
	(1023, 7, 311),
	(1024, 7, 312),
	(1025, 7, 313),
	(1026, 7, 314),
	(1027, 7, 315),
	(1028, 7, 316),
	(1029, 7, 317),
	(1030, 7, 318),
	(1031, 7, 319),
	(1032, 7, 320),
	(1033, 7, 321),
	(1034, 7, 322),
	(1035, 7, 323),
	(1036, 7, 324),
	(1037, 7, 325),
	(1038, 7, 326),
	(1039, 7, 327),
	(1040, 7, 328),
	(1041, 7, 329),
	(1042, 7, 330),
	(1043, 7, 331),
	(1044, 7, 332),
	(1045, 7, 333),
	(1046, 7, 334),
	(1047, 7, 335),
	(1048, 7, 336),
	(1049, 7, 337),
	(1050, 7, 338),
	(1051, 7, 339),
	(1052, 7, 340),
	(1053, 7, 341),
	(1054, 7, 342),
	(1055, 7, 343),
	(1056, 7, 344),
	(1057, 7, 345),
	(1058, 7, 346),
	(1059, 7, 347),
	(1060, 7, 348),
	(1061, 7, 349),
	(1062, 7, 350),
	(1063, 7, 351),
	(1064, 7, 352),
	(1065, 7, 353),
	(1066, 7, 354),
	(1067, 7, 355),
	(1068, 7, 356),
	(1069, 7, 357),
	(1070, 7, 358),
	(1071, 7, 359),
	(1072, 7, 360),
	(1073, 7, 361),
	(1074, 7, 362),
	(1075, 7, 363),
	(1076, 7, 364),
	(1077, 7, 365),
	(1078, 7, 366),
	(1079, 7, 367),
	(1080, 7, 368),
	(1081, 7, 369),
	(1082, 7, 370),
	(1083, 7, 371),
	(1084, 7, 372),
	(1085, 7, 373),
	(1086, 7, 374),
	(1087, 7, 375),
	(1088, 7, 376),
	(1089, 7, 377),
	(1090, 7, 378),
	(1091, 7, 379),
	(1092, 7, 380),
	(1093, 7, 381),
	(1094, 7, 382),
	(1095, 7, 383),
	(1096, 7, 384),
	(1097, 7, 385),
	(1098, 7, 386),
	(1099, 7, 387),
	(1100, 7, 388),
	(1101, 7, 389),
	(1102, 7, 390),
	(1103, 7, 391),
	(1104, 7, 392),
	(1105, 7, 393),
	(1106, 7, 394),
	(1107, 7, 395),
	(1108, 7, 396),
	(1109, 7, 397),
	(1110, 7, 398),
	(1111, 7, 399),
	(1112, 7, 400),
	(1113, 7, 401),
	(1114, 7, 402),
	(1115, 7, 403),
	(1116, 7, 404),
	(1117, 7, 405),
	(1118, 7, 406),
	(1119, 7, 407),
	(1120, 7, 408),
	(1121, 7, 409),
	(1122, 7, 410),
	(1123, 7, 411),
	(1124, 7, 412),
	(1125, 7, 413),
	(1126, 7, 414),
	(1127, 7, 415),
	(1128, 7, 416),
	(1129, 7, 417),
	(1130, 7, 418),
	(1131, 7, 419),
	(1132, 7, 420),
	(1133, 7, 421),
	(1134, 7, 422),
	(1135, 7, 423),
	(1136, 7, 424),
	(1137, 7, 425),
	(1138, 7, 426),
	(1139, 7, 427),
	(1140, 7, 428),
	(1141, 7, 429),
	(1142, 7, 430),
	(1143, 7, 431),
	(1144, 7, 432),
	(1145, 7, 433),
	(1146, 7, 434),
	(1147, 7, 435),
	(1148, 7, 436),
	(1149, 7, 437),
	(1150, 7, 438),
	(1151, 7, 439),
	(1152, 7, 440),
	(1153, 7, 441),
	(1154, 7, 442),
	(1155, 7, 443),
	(1156, 7, 444),
	(1157, 7, 445),
	(1158, 7, 446),
	(1159, 7, 447),
	(1160, 7, 448),
	(1161, 7, 449),
	(1162, 7, 450),
	(1163, 7, 451),
	(1164, 7, 452),
	(1165, 7, 453),
	(1166, 7, 454),
	(1167, 7, 455),
	(1168, 7, 456),
	(1169, 7, 457),
	(1170, 7, 458),
	(1171, 7, 459),
	(1172, 7, 460),
	(1173, 7, 461),
	(1174, 7, 462),
	(1175, 7, 463),
	(1176, 7, 464),
	(1177, 7, 465),
	(1178, 7, 466),
	(1179, 7, 467),
	(1180, 7, 468),
	(1181, 7, 469),
	(1182, 7, 470),
	(1183, 7, 471),
	(1184, 7, 472),
	(1185, 7, 473),
	(1186, 7, 474),
	(1187, 7, 475),
	(1188, 7, 476),
	(1189, 7, 477),
	(1190, 7, 478),
	(1191, 7, 479),
	(1192, 7, 480),
	(1193, 7, 481),
	(1194, 7, 482),
	(1195, 7, 483),
	(1196, 7, 484),
	(1197, 7, 485),
	(1198, 7, 486),
	(1199, 7, 487),
	(1200, 7, 488),
	(1201, 7, 489),
	(1202, 7, 490),
	(1203, 7, 491),
	(1204, 7, 492),
	(1205, 7, 493),
	(1206, 7, 494),
	(1207, 7, 495),
	(1208, 7, 496),
	(1209, 7, 497),
	(1210, 7, 498),
	(1211, 7, 499),
	(1212, 7, 500),
	(1213, 7, 501),
	(1214, 7, 502),
	(1215, 7, 503),
	(1216, 7, 504),
	(1217, 7, 505),
	(1218, 7, 506),
	(1219, 7, 507),
	(1220, 7, 508),
	(1221, 7, 509),
	(1222, 7, 510),
	(1223, 7, 511),
	(1224, 7, 512),
	(1225, 7, 513),
	(1226, 7, 514),
	(1227, 7, 515),
	(1228, 7, 516),
	(1229, 7, 517),
	(1230, 7, 518),
	(1231, 7, 519),
	(1232, 7, 520),
	(1233, 7, 521),
	(1234, 7, 522),
	(1235, 7, 523),
	(1236, 7, 524),
	(1237, 7, 525),
	(1238, 7, 526),
	(1239, 7, 527),
	(1240, 7, 528),
	(1241, 7, 529),
	(1242, 7, 530),
	(1243, 7, 531),
	(1244, 7, 532),
	(1245, 7, 533),
	(1246, 7, 534),
	(1247, 7, 535),
	(1248, 7, 536),
	(1249, 7, 537),
	(1250, 7, 538),
	(1251, 7, 539),
	(1252, 7, 540),
	(1253, 7, 541),
	(1254, 7, 542),
	(1255, 7, 543),
	(1256, 7, 544),
	(1257, 7, 545),
	(1258, 7, 546),
	(1259, 7, 547),
	(1260, 7, 548),
	(1261, 7, 549),
	(1262, 7, 550),
	(1263, 7, 551),
	(1264, 7, 552),
	(1265, 7, 553),
	(1266, 7, 554),
	(1267, 7, 555),
	(1268, 7, 556),
	(1269, 7, 557),
	(1270, 7, 558),
	(1271, 7, 559),
	(1272, 7, 560),
	(1273, 7, 561),
	(1274, 7, 562),
	(1275, 7, 563),
	(1276, 7, 564),
	(1277, 7, 565),
	(1278, 7, 566),
	(1279, 7, 567),
	(1280, 7, 568),
	(1281, 7, 569),
	(1282, 7, 570),
	(1283, 7, 571),
	(1284, 7, 572),
	(1285, 7, 573),
	(1286, 7, 574),
	(1287, 7, 575),
	(1288, 7, 576),
	(1289, 7, 577),
	(1290, 7, 578),
	(1291, 7, 579),
	(1292, 7, 580),
	(1293, 7, 581),
	(1294, 7, 582),
	(1295, 7, 583),
	(1296, 7, 584),
	(1297, 7, 585),
	(1298, 7, 586),
	(1299, 7, 587),
	(1300, 7, 588),
	(1301, 7, 589),
	(1302, 7, 590),
	(1303, 7, 591),
	(1304, 7, 592),
	(1305, 7, 593),
	(1306, 7, 594),
	(1307, 7, 595),
	(1308, 7, 596),
	(1309, 7, 597),
	(1310, 7, 598),
	(1311, 7, 599),
	(1312, 7, 600),
	(1313, 7, 601),
	(1314, 7, 602),
	(1315, 7, 603),
	(1316, 7, 604),
	(1317, 7, 605),
	(1318, 7, 606),
	(1319, 7, 607),
	(1320, 7, 608),
	(1321, 7, 609),
	(1322, 7, 610),
	(1323, 7, 611),
	(1324, 7, 612),
	(1325, 7, 613),
	(1326, 7, 614),
	(1327, 7, 615),
	(1328, 7, 616),
	(1329, 7, 617),
	(1330, 7, 618),
	(1331, 7, 619),
	(1332, 7, 620),
	(1333, 7, 621),
	(1334, 7, 622),
	(1335, 7, 623),
	(1336, 7, 624),
	(1337, 7, 625),
	(1338, 7, 626),
	(1339, 7, 627),
	(1340, 7, 628),
	(1341, 7, 629);
INSERT INTO public.ops_limitrule VALUES
	(1, 'everything', 'address', 1200, 60, true),
	(2, 'sign_in', 'address', 30, 60, true),
	(3, 'read', 'person', 600, 60, true),
	(4, 'read', 'api_key', 600, 60, true),
	(5, 'write', 'person', 240, 60, true),
	(6, 'write', 'api_key', 240, 60, true),
	(7, 'answers', 'person', 60, 60, true),
	(8, 'answers', 'api_key', 60, 60, true);
INSERT INTO public.queue_schedule VALUES
	(uuidv7(), 'Check the providers', 'training.watch_providers', '{}', 5, '', 60, 'UTC', 'once', true, now(), NULL, now(), NULL),
	(uuidv7(), 'End tool calls whose process died', 'spirits.end_lost_calls', '{}', 5, '', 300, 'UTC', 'once', true, now(), NULL, now(), NULL),
	(uuidv7(), 'Erase expired memories', 'memory.erase_expired', '{}', 5, '', 300, 'UTC', 'once', true, now(), NULL, now(), NULL),
	(uuidv7(), 'Embed memories', 'memory.embed_missing', '{}', 5, '', 60, 'UTC', 'once', true, now(), NULL, now(), NULL),
	(uuidv7(), 'Forget old responses', 'chat.forget_responses', '{}', 5, '', 3600, 'UTC', 'once', true, now(), NULL, now(), NULL),
	(uuidv7(), 'Delete temporary chats', 'chat.delete_temporary', '{}', 5, '', 3600, 'UTC', 'once', true, now(), NULL, now(), NULL),
	(uuidv7(), 'Delete files that were never sent', 'chat.sweep_uploads', '{}', 5, '', 3600, 'UTC', 'once', true, now(), NULL, now(), NULL);
SELECT pg_catalog.setval('public.auth_group_id_seq', 7, true);
SELECT pg_catalog.setval('public.auth_group_permissions_id_seq', 1341, true);
SELECT pg_catalog.setval('public.auth_permission_id_seq', 629, true);
SELECT pg_catalog.setval('public.django_content_type_id_seq', 157, true);
SELECT pg_catalog.setval('public.ops_limitrule_id_seq', 8, true);
